import { afterEach, describe, expect, test } from "vitest";
import { type Bot, createBot, people, requestId } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john } = people;

describe.each(engines)("kill -9 at every step on $name", ({ open }) => {
  let bot: Bot;
  afterEach(() => bot.close());

  test("no message is lost and none is answered twice [R0.4]", { timeout: 240_000 }, async () => {
    bot = await createBot(await open());
    const { telegram, gateway } = bot;
    const crash = async (): Promise<void> => {
      await gateway.kill();
      await gateway.start();
    };
    await gateway.start();

    telegram.dm(john, "hello");
    await bot.hears(john, "Send: /pair");
    await crash(); // the moment the prompt arrived

    telegram.dm(john, "/pair");
    const card = await bot.hears(owner, "Pairing Request");
    await crash(); // the moment the card arrived; the answer to /pair may not be out yet
    await bot.hears(john, "Your code:");
    await crash();

    await gateway.kill();
    telegram.dm(owner, `/approve ${requestId(card)}`); // written while the gateway is down
    await gateway.start();
    await bot.hears(john, "Paired!");
    await crash();
    await bot.hears(owner, "is paired");

    for (let round = 0; round < 5; round++) {
      const before = bot.heard(john).length;
      telegram.dm(john, `/whoami ${round}`);
      await bot.hears(john, "Trust: paired", before);
      await crash();
    }
    await telegram.drained();
    const before = bot.heard(owner).length;
    telegram.dm(owner, "/help"); // everything before it was handled
    await bot.hears(owner, "What I understand", before);
    expect(bot.heard(john).map((text) => text.split("\n")[0]?.slice(0, 24))).toEqual([
      expect.stringContaining("I don't know you yet"),
      expect.stringMatching(/^(Pairing request sent|Your pairing request is)/),
      expect.stringContaining("Paired!"),
      ...Array.from({ length: 5 }, () => expect.stringContaining("You are telegram:200")),
    ]);
    expect(bot.heard(owner).filter((text) => text.includes("Pairing Request"))).toHaveLength(1);
    expect(bot.heard(owner).filter((text) => text.includes("is paired"))).toHaveLength(1);
  });

  test("killed at random moments, every accepted message is handled once [R0.4]", { timeout: 240_000 }, async () => {
    bot = await createBot(await open(), { messages: { maxPerMinute: 0 } });
    const { telegram, gateway } = bot;
    await gateway.start();
    const total = 12;
    for (let n = 0; n < total; n++) {
      telegram.dm(owner, `/unknown${n}`);
      await new Promise((resolve) => setTimeout(resolve, (n * 37) % 23));
      await gateway.kill();
      await gateway.start();
    }
    await telegram.drained(20_000);
    telegram.dm(owner, "/help");
    await bot.hears(owner, "What I understand");
    const answers = bot.heard(owner).filter((text) => text.includes("I don't know the command /unknown"));
    expect(new Set(answers).size).toBe(answers.length);
    const unsure = [...gateway.log().matchAll(/message may not have arrived, not sent again/g)].length;
    // A reply that was being handed over at the kill is kept as "unknown" instead of being sent twice.
    expect(answers.length + unsure).toBeGreaterThanOrEqual(total);
  });
});
