import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseConfig } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { afterEach, describe, expect, test } from "vitest";
import { createExecService, openStores } from "../../src/index.ts";
import { type Bot, createBot, people } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john } = people;

const acting = {
  telegram: { dmPolicy: "allowlist", allowFrom: [String(john)] },
  agents: {
    defaults: {
      permissions: ["read", "write", "exec"],
      tools: { exec: { allowlist: ["echo *", "sleep *"], timeoutMs: 60_000 } },
    },
  },
};

describe.each(engines)("tools in a chat on $name", ({ open }) => {
  let bot: Bot;
  afterEach(async () => {
    await rm(`${bot.gateway.stateDir}.sandboxes`, { recursive: true, force: true });
    await bot.close();
  });

  test("[R11.2] the built-in agent runs, reads, writes and says what it can", async () => {
    bot = await createBot(await open(), acting);
    const { telegram, gateway } = bot;
    await gateway.start();
    telegram.dm(john, "/help");
    expect((await bot.hears(john, "What I understand")).text).toContain("/run <command line>");
    telegram.dm(john, "/run echo hi there");
    expect((await bot.hears(john, "hi there")).text).toContain("in the sandbox");
    telegram.dm(john, "/read ./");
    await bot.hears(john, "./ is empty.");
    telegram.dm(john, "/write notes.txt\nmilk\neggs");
    await bot.hears(john, "Wrote 9 bytes to notes.txt");
    telegram.dm(john, "/read notes.txt");
    await bot.hears(john, "milk\neggs");
    telegram.dm(john, "/ps");
    await bot.hears(john, "No command of yours is running");
    telegram.dm(owner, "/run echo from the host");
    expect((await bot.hears(owner, "from the host")).text).toContain("on the host");
    telegram.dm(john, "/read ../../etc/passwd");
    await bot.hears(john, "outside of the workspace");
    expect(await readdir(join(gateway.stateDir, "workspaces"))).toHaveLength(1);
  });

  test("[R7.4] killed in the midst of a run, a message that comes again does not run again", async () => {
    bot = await createBot(await open(), acting);
    const { telegram, gateway } = bot;
    await gateway.start();
    telegram.dm(john, "/run sleep 47");
    await expect.poll(isSleeping, { timeout: 10_000 }).toBe(true);
    await gateway.kill();
    // What runs in a sandbox of bubblewrap ends with the gateway.
    await expect.poll(isSleeping, { timeout: 10_000 }).toBe(false);
    await gateway.start();
    await bot.hears(john, "it may have run. I don't run it again");
    expect(await isSleeping()).toBe(false);
  });

  test("[R7.7] an approval that was given while no gateway ran is carried out by the next", async () => {
    bot = await createBot(await open(), acting);
    const { telegram, gateway } = bot;
    await gateway.start();
    telegram.dm(john, "/run echo done > out");
    const waiting = await bot.hears(john, "Waiting for approval exec_");
    const id = /exec_\w+/.exec(waiting.text ?? "")?.[0] ?? "";
    expect(await gateway.stop()).toBe(0);
    await approveOffline(bot, id);
    await gateway.start();
    await bot.hears(john, "Ended with exit code 0");
    const before = bot.heard(john).length;
    telegram.dm(john, "/read out");
    await bot.hears(john, "done", before);
  });
});

/** Whether a `sleep 47` runs on this machine. */
async function isSleeping(): Promise<boolean> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (/(^|\/)sleep\x0047\x00$/.test(line)) return true;
  }
  return false;
}

/** What the CLI does when it finds no gateway. */
async function approveOffline({ gateway, config: written }: Bot, id: string): Promise<void> {
  const parsed = parseConfig(JSON.stringify(written));
  if (!parsed.ok) throw new Error("the config of the test is wrong");
  const { config } = parsed;
  const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
  const stores = await openStores({ config, stateDir: gateway.stateDir, ...shared });
  try {
    const exec = createExecService({ config: () => config, stores, ...shared });
    const decision = await exec.decide(id, "approve", { by: { kind: "operator", via: "cli" } });
    expect(decision).toMatchObject({ status: "approved" });
  } finally {
    await stores.close();
  }
}
