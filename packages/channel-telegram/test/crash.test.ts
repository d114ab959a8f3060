import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createRecordingHost } from "@moltbot/channel/testing";
import { systemClock } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createTelegramAdapter } from "../src/index.ts";
import { startTelegramServer } from "../src/testing.ts";

describe("kill -9", () => {
  test("between fetching a message and storing it loses nothing", async () => {
    const server = await startTelegramServer();
    const sent = [server.dm(1, "one"), server.dm(2, "two"), server.dm(1, "three")];
    const program = fileURLToPath(new URL("dying-bot.ts", import.meta.url));
    const bot = spawn(process.execPath, ["--conditions=@moltbot/source", program, server.token, server.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(bot.stdout, "data");
    bot.kill("SIGKILL");
    await once(bot, "exit");
    expect(server.pending()).toEqual(sent);

    const host = createRecordingHost(systemClock);
    const adapter = createTelegramAdapter({ token: server.token, apiRoot: server.url });
    await adapter.start(host);
    await server.drained();
    expect(host.messages.map((message) => message.text).sort()).toEqual(["one", "three", "two"]);
    await adapter.stop();
    await server.stop();
  });
});
