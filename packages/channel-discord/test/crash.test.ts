import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRecordingHost } from "@moltbot/channel/testing";
import { systemClock } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createDiscordAdapter, createFileCursors } from "../src/index.ts";
import { startDiscordServer } from "../src/testing.ts";

describe("kill -9 [R0.4]", () => {
  test("between hearing a message and storing it loses nothing, nor what is said until the next start", async () => {
    const folder = await mkdtemp(join(tmpdir(), "moltbot-discord-"));
    const path = join(folder, "cursors.json");
    const server = await startDiscordServer();
    const program = fileURLToPath(new URL("dying-bot.ts", import.meta.url));
    const bot = spawn(process.execPath, ["--conditions=@moltbot/source", program, server.token, server.url, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(bot.stdout, "data");
    server.dm("7", "stored");
    await once(bot.stdout, "data");
    await expect.poll(() => createFileCursors(path).load(), { timeout: 20_000 }).toHaveLength(1);
    server.dm("7", "never stored");
    await once(bot.stdout, "data");
    bot.kill("SIGKILL");
    await once(bot, "exit");
    server.forgetSessions();
    server.dm("7", "while away");

    const host = createRecordingHost(systemClock);
    const adapter = createDiscordAdapter({
      token: server.token,
      restApi: server.url,
      cursors: createFileCursors(path),
    });
    await adapter.start(host);
    await expect
      .poll(() => host.messages.map((message) => message.text), { timeout: 20_000 })
      .toEqual(["never stored", "while away"]);
    await adapter.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  });
});
