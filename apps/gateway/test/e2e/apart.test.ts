import { rm } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { openApi } from "../support/api.ts";
import { type Bot, createBot, people } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john, mallory } = people;

describe.each(engines)("people apart on $name", ({ open }) => {
  let bot: Bot;
  afterEach(async () => {
    await rm(`${bot.gateway.stateDir}.sandboxes`, { recursive: true, force: true });
    await bot.close();
  });

  test("[R1.4] [R6.4] each has their own files, and what an operator chooses counts from the next message on", async () => {
    bot = await createBot(await open(), {
      telegram: { dmPolicy: "allowlist", allowFrom: [String(john), String(mallory)] },
      agents: { list: { main: {}, reader: { permissions: ["read"] } } },
    });
    const { telegram, gateway } = bot;
    await gateway.start();
    const api = await openApi(gateway.stateDir);
    const say = async (who: number, text: string, part: string): Promise<string> => {
      const before = bot.heard(who).length;
      telegram.dm(who, text);
      return (await bot.hears(who, part, before)).text ?? "";
    };
    await say(john, "/write diary.txt\nmine alone", "Wrote 10 bytes");
    await say(mallory, "/read diary.txt", "there is no such file");
    await say(john, "/read diary.txt", "mine alone");

    const at = `users/telegram:${john}`;
    expect((await api.post(`${at}/session`, { agent: "reader" })).body).toMatchObject({ status: "done" });
    expect(await say(john, "/whoami", "You are")).toContain("Agent: reader\nPermissions: read");
    await say(john, "/write diary.txt\nmore", "refused by the layer");
    await api.post(`${at}/session`, { agent: null, permissions: ["read", "write"] });
    await say(john, "/write diary.txt\nmore", "Wrote 4 bytes");
    expect(await say(mallory, "/whoami", "You are")).toContain("Agent: main");

    const report = await api.get<Record<string, unknown>>(`${at}/report`);
    expect(report).toMatchObject({
      state: "known",
      access: { trust: "allowlisted", reason: "allowlisted" },
      agent: { id: "main", from: "default" },
      permissions: { list: ["read", "write"], from: "choice" },
      session: { key: `telegram:${john}`, lines: 10 },
    });
    expect(JSON.stringify(report["audit"])).toContain("tool.called");
    await say(owner, "/whoami", "Permissions: admin");
  });
});
