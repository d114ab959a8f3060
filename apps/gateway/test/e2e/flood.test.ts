import { afterEach, describe, expect, test } from "vitest";
import { openApi } from "../support/api.ts";
import { type Bot, createBot, people, requestId } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

describe.each(engines)("a flood of strangers on $name", ({ open }) => {
  let bot: Bot;
  afterEach(() => bot.close());

  test("1,000 strangers send /pair; the owner's friends, before and after it, still pair [R3.2] [R3.1]", {
    timeout: 180_000,
  }, async () => {
    bot = await createBot(await open(), { pairing: { maxPending: 50 } });
    const { telegram, gateway } = bot;
    await gateway.start();
    const api = await openApi(gateway.stateDir);
    telegram.dm(people.john, "/pair");
    const id = requestId(await bot.hears(people.owner, "Pairing Request"));
    for (let n = 0; n < 1000; n++) {
      telegram.dm(10_000 + n, "/pair");
      if (n % 2 === 0) telegram.dm(10_000 + n, "let me in");
    }
    await telegram.drained(60_000);
    await expect.poll(() => telegram.pending().length).toBe(0);
    const waiting = await api.get<{ id: string }[]>("approvals?limit=1000");
    expect(waiting.length).toBeLessThanOrEqual(60);
    expect(waiting.map((request) => request.id)).toContain(id);
    telegram.dm(people.owner, `/approve ${id}`);
    await bot.hears(people.john, "Paired!");
    telegram.dm(people.mallory, "/pair");
    await bot.hears(people.mallory, "Pairing request sent");
    telegram.dm(people.owner, "/pending");
    const list = await api.get<{ id: string; userId: string }[]>("approvals?limit=1000");
    const late = list.find((request) => request.userId === String(people.mallory));
    telegram.dm(people.owner, `/approve ${late?.id}`);
    await bot.hears(people.mallory, "Paired!");
    expect((await api.get<unknown[]>("users?limit=1000")).length).toBeLessThanOrEqual(64);
    // Cards to the owner stay bounded too: ten, and one line that points at the rest.
    expect(bot.heard(people.owner).length).toBeLessThanOrEqual(17);
    for (let n = 0; n < 1000; n++) expect(bot.heard(10_000 + n).length).toBeLessThanOrEqual(2);
  });
});
