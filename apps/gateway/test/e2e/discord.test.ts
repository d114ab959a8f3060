import { afterEach, describe, expect, test } from "vitest";
import { createDiscordBot, type DiscordBot, people } from "../support/discord-bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john, mallory } = people;

/** The id of the pairing request on an approver's card. */
function requestId(text: string | undefined): string {
  const id = /\/approve (pair_\w+)/.exec(text ?? "")?.[1];
  if (id === undefined) throw new Error(`no request id on the card: ${text}`);
  return id;
}

describe.each(engines)("Discord on $name", ({ open }) => {
  let bot: DiscordBot;
  afterEach(() => bot.close());

  test("a stranger is asked to pair, uses the slash command, and the owner's button lets them in [R3.1] [R3.4] [R10.3]", async () => {
    bot = await createDiscordBot(await open());
    const { discord, gateway } = bot;
    await gateway.start();
    discord.dm(john, "Hello, I'm John");
    await bot.hears(john, "Send: /pair");
    const slash = discord.slash(john, "pair");
    const card = await bot.hears(owner, "Pairing Request");
    expect(card.text).toContain("John *Doe* (@johndoe)");
    expect(card.text).toContain('First message: "Hello, I\'m John"');
    await bot.hears(john, "Pairing request sent to admin");
    await discord.waitFor((call) => call.name === "deleteAnswer" && call.interactionId === slash.d["id"], 10_000);

    // Somebody else presses the owner's button, under a forged copy of it.
    discord.dm(mallory, "let me see");
    const prompt = await bot.hears(mallory, "Send: /pair");
    const forged = card.buttons.flat().find((button) => button.label.includes("Approve"))?.customId ?? "";
    const press = discord.press(mallory, { messageId: prompt.messageId ?? "", customId: forged });
    await discord.waitFor((call) => call.name === "answerInteraction" && call.interactionId === press.d["id"], 10_000);
    discord.slash(mallory, "approve", { request: requestId(card.text) });
    await discord.drained(10_000);
    expect(bot.heard(john).join()).not.toContain("Paired!");

    discord.press(owner, { messageId: card.messageId ?? "", customId: forged });
    await bot.hears(john, "Paired! You can chat now");
    await discord.waitFor((call) => call.name === "editMessage" && call.messageId === card.messageId, 10_000);
    discord.slash(john, "whoami");
    expect((await bot.hears(john, `discord:${john}`)).text).toContain("Trust: paired");
    expect(bot.heard(mallory)).toHaveLength(1);
    expect(gateway.log()).not.toContain(discord.token);
  });

  test("text commands do the same, and a restart knows what was said meanwhile [R0.4] [R3.4]", async () => {
    bot = await createDiscordBot(await open());
    const { discord, gateway } = bot;
    await gateway.start();
    discord.dm(john, "/pair");
    const card = await bot.hears(owner, "Pairing Request");
    await bot.hears(john, "Pairing request sent to admin");
    expect(await gateway.stop()).toBe(0);
    discord.forgetSessions();
    // The owner's conversation is known by the card alone.
    discord.dm(owner, `/approve ${requestId(card.text)}`);
    await gateway.start();
    await bot.hears(john, "Paired! You can chat now");
    await bot.hears(owner, "is paired");
  });

  test("in a server a stranger's mention, slash command and press change nothing [R5.3]", async () => {
    bot = await createDiscordBot(await open());
    const { discord, gateway } = bot;
    await gateway.start();
    discord.dm(john, "/pair");
    const card = await bot.hears(owner, "Pairing Request");
    const id = requestId(card.text);
    discord.guild(john, `/approve ${id}`, { mention: true });
    discord.slash(mallory, "approve", { request: id }, { channelId: discord.channelId });
    await discord.drained(10_000);
    discord.press(owner, { messageId: card.messageId ?? "", button: "Deny" });
    await bot.hears(john, "declined");
    expect(bot.heard(john).join()).not.toContain("Paired!");
  });
});
