import { afterEach, describe, expect, test } from "vitest";
import { type Bot, createBot, people } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john, mallory } = people;
const group = -1001;

describe.each(engines)("a group on $name", ({ open }) => {
  let bot: Bot;
  afterEach(() => bot.close());

  async function start(groups: unknown): Promise<Bot> {
    bot = await createBot(await open(), { telegram: groups === undefined ? {} : { groups } });
    await bot.gateway.start();
    return bot;
  }
  const said = (): string[] => bot.heard(group);
  /** Everything sent before is worked on once the owner has their answer. */
  async function settle(): Promise<void> {
    await bot.telegram.drained();
    const before = bot.heard(owner).length;
    bot.telegram.dm(owner, "/whoami");
    await bot.hears(owner, "You are", before);
  }

  test("is answered when it speaks to the bot, and only then [R5.1]", async () => {
    const { telegram } = await start(undefined);
    telegram.group(john, "anybody here?");
    telegram.group(john, "/whoami");
    telegram.group(john, "/help@some_other_bot");
    await settle();
    expect(said()).toEqual([]);
    telegram.group(john, "/whoami", { mention: true });
    await bot.hears(group, "no model");
    telegram.group(john, `/whoami@${telegram.bot.username}`, {
      extra: { entities: [{ type: "bot_command", offset: 0, length: 8 + (telegram.bot.username?.length ?? 0) }] },
    });
    expect((await bot.hears(group, `You are telegram:${john}`)).text).toContain("Trust: unknown");
    telegram.group(john, "and again?", { replyToBot: true });
    await expect.poll(() => said().length).toBe(3);
  });

  test("that is not listed hears nothing, and pairing changes nothing there [R5.2] [R5.3]", async () => {
    const { telegram } = await start({ "-2002": {} });
    telegram.dm(owner, "/whoami");
    telegram.group(owner, "hello", { mention: true });
    telegram.group(john, "/pair", { mention: true });
    await settle();
    expect(said()).toEqual([]);
  });

  test("works with direct messages turned off, and gives nothing there [R1.2] [R5.3]", async () => {
    bot = await createBot(await open(), {
      telegram: { dmPolicy: "disabled", groups: { [group]: { allowFrom: [`telegram:${john}`] } } },
    });
    await bot.gateway.start();
    const { telegram } = bot;
    telegram.dm(john, "/pair");
    telegram.dm(john, "/whoami");
    telegram.group(mallory, "/whoami", { mention: true });
    telegram.group(john, "/whoami", { mention: true });
    await bot.hears(group, "no model");
    await telegram.drained();
    expect(bot.heard(john)).toEqual([]);
    expect(said()).toHaveLength(1);
  });

  test("has its own people, commands and an exact cap with one notice [R5.2]", async () => {
    const { telegram } = await start({
      [group]: {
        requireMention: false,
        allowFrom: [`telegram:${john}`],
        allowedCommands: ["whoami", "help", "approve"],
        deniedCommands: ["help"],
        maxMessagesPerHour: 3,
      },
    });
    telegram.group(mallory, "/whoami");
    telegram.group(john, "/help");
    telegram.group(john, "/tools");
    await settle();
    expect(said()).toEqual([]);
    telegram.group(john, "/approve pair_1");
    await bot.hears(group, "in a direct message");
    for (const _ of [1, 2, 3, 4, 5]) telegram.group(john, "/whoami");
    await bot.hears(group, "limit of 3");
    await settle();
    expect(said().filter((text) => text.includes("You are"))).toHaveLength(2);
    expect(said().filter((text) => text.includes("limit of 3"))).toHaveLength(1);
  });

  test("ignores other bots, edits and forwarded words [R5.1]", async () => {
    const { telegram } = await start({ "*": { mentionPatterns: ["hey molt"] } });
    telegram.user(77, { name: "Robot", isBot: true });
    telegram.group(77, "hey molt", {});
    telegram.group(john, "hey molt", {
      extra: { forward_origin: { type: "hidden_user", sender_user_name: "x", date: 1 } },
    });
    const { message } = telegram.group(john, "nothing") as { message?: { message_id: number } };
    telegram.edit(john, message?.message_id ?? 0, "hey molt", { chat: group });
    await settle();
    expect(said()).toEqual([]);
    telegram.group(john, "Hey Molt, hello");
    await bot.hears(group, "no model");
  });
});
