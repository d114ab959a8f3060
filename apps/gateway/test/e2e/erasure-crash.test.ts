import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTelegramServer } from "@moltbot/channel-telegram/testing";
import { silentLogger, systemRandom } from "@moltbot/core";
import { expect, test } from "vitest";
import { createWorkspaceNames, directoriesOf, openStores, startGateway } from "../../src/index.ts";
import { openApi } from "../support/api.ts";
import { configOf } from "../support/config.ts";
import { openHouse } from "../support/house.ts";

const eraser = fileURLToPath(new URL("../support/eraser.ts", import.meta.url));
const owner = 100;
const secret = "ultraviolet marmalade";
const idOf = (step: number): number => 777_001_200 + step;
const anybody = new RegExp(`7770012\\d\\d|quill|${secret}`, "i");

/** Runs the eraser until it kills itself; gives the number of places that an erasure visits. */
async function killedAt(step: number, configFile: string, stateDir: string): Promise<number> {
  const args = ["--conditions=@moltbot/source", eraser, configFile, stateDir, String(idOf(step)), String(step)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (said.stdout += chunk));
  child.stderr.on("data", (chunk) => (said.stderr += chunk));
  const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)));
  expect([said.stderr, signal]).toEqual(["", "SIGKILL"]);
  return Number(said.stdout);
}

test("[R9.4] [R0.4] kill -9 of a purge before each step is noted, and the gateway ends it", {
  timeout: 300_000,
}, async () => {
  const house = await openHouse();
  const telegram = await startTelegramServer({});
  telegram.user(owner, { name: "Olga" });
  const text = JSON.stringify({
    ...house.config,
    owners: [`telegram:${owner}`],
    channels: { telegram: { botToken: telegram.token, apiRoot: telegram.url } },
  });
  const config = configOf(text);
  const configFile = join(house.stateDir, "moltbot.json5");
  await writeFile(configFile, text, { mode: 0o600 });
  const heard = (person: number): string =>
    telegram
      .calls("sendMessage")
      .flatMap((call) => (call.chatId === person ? [call.text ?? ""] : []))
      .join("\n");
  const leaves = async (step: number): Promise<void> => {
    telegram.user(idOf(step), { name: `Quill${step}q`, username: `quill${step}q` });
    telegram.dm(idOf(step), `/pair ${secret} ${step}q`);
    await expect.poll(() => heard(idOf(step)), { timeout: 30_000 }).toContain("code");
    const stores = await openStores({ config, stateDir: house.stateDir, log: silentLogger });
    const names = createWorkspaceNames(stores.secrets, systemRandom);
    const who = { channel: "telegram", account: "default", id: String(idOf(step)) };
    const [directory = ""] = await directoriesOf({ names, config, stateDir: house.stateDir }, who);
    await stores.close();
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "notes.txt"), `${secret} ${step}q`);
  };
  const gateway = await startGateway({ config, stateDir: house.stateDir, port: 0, log: silentLogger });
  try {
    await leaves(0);
    const places = await killedAt(0, configFile, house.stateDir);
    // The places between are the tables, whose every step has a test beside them.
    for (const step of [1, places - 2, places - 1, places]) {
      await leaves(step);
      await killedAt(step, configFile, house.stateDir);
    }
    await expect.poll(() => house.search(anybody), { timeout: 60_000, interval: 500 }).toEqual([]);
    expect((await (await openApi(house.stateDir)).post("audit/verify", {})).body).toMatchObject({ ok: true });
  } finally {
    await gateway.stop();
    await telegram.stop();
    await house.close();
  }
});
