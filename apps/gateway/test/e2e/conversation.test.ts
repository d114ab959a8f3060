import { afterEach, describe, expect, test } from "vitest";
import { type Bot, createBot, people, requestId } from "../support/bot.ts";
import { engines } from "../support/engines.ts";

const { owner, john, mallory } = people;

describe.each(engines)("one conversation on $name", ({ open }) => {
  let bot: Bot;
  afterEach(() => bot.close());

  test("a stranger is asked to pair, an approver lets them in by command, and they talk [R1.1] [R3.1] [R3.4] [R6.4]", async () => {
    bot = await createBot(await open());
    const { telegram, gateway } = bot;
    await gateway.start();
    telegram.dm(john, "Hello, I'm John");
    await bot.hears(john, "Send: /pair");
    telegram.dm(john, "/pair");
    const card = await bot.hears(owner, "Pairing Request");
    expect(card.text).toContain("John Doe (@johndoe)");
    expect(card.text).toContain(`First message: "Hello, I'm John"`);
    await bot.hears(john, "Pairing request sent to admin");
    telegram.dm(owner, `/approve ${requestId(card)}`);
    await bot.hears(john, "Paired! You can chat now");
    await bot.hears(owner, "is paired");
    telegram.dm(john, "/whoami");
    const answer = await bot.hears(john, `telegram:${john}`);
    expect(answer.text).toContain("Trust: paired");
    expect(answer.text).toContain("read, write");
    expect(bot.heard(john)).toHaveLength(4);
    telegram.dm(john, "/tools");
    const tools = await bot.hears(john, "Tools that the policy lets you use here:");
    expect(tools.text).toMatch(/\bread\b.*\bwrite\n/);
    expect(tools.text).toMatch(/^permissions: .*\bexec\b/m);
  });

  test("the button does the same, and a second click says who decided [R3.4]", async () => {
    bot = await createBot(await open());
    const { telegram, gateway } = bot;
    await gateway.start();
    telegram.dm(john, "/pair");
    const card = await bot.hears(owner, "Pairing Request");
    telegram.press(owner, { button: "Approve" });
    await bot.hears(john, "Paired! You can chat now");
    await telegram.waitFor((call) => call.method === "editMessageText" && call.messageId === card.messageId, 10_000);
    telegram.press(owner, { messageId: card.messageId ?? 0, data: `m1:approve:${requestId(card)}` });
    await bot.hears(owner, "was answered before");
  });

  test("blocked people get silence, and unblocking works on the next message [R1.1] [R3.8]", async () => {
    bot = await createBot(await open());
    const { telegram, gateway } = bot;
    await gateway.start();
    telegram.dm(mallory, "hi");
    await bot.hears(mallory, "/pair");
    telegram.dm(owner, `/block telegram:${mallory}`);
    await bot.hears(owner, "is blocked");
    telegram.dm(mallory, "/pair");
    telegram.dm(mallory, "please");
    await telegram.drained();
    telegram.dm(owner, `/unblock ${mallory}`);
    await bot.hears(owner, "no longer blocked");
    telegram.dm(mallory, "/pair");
    await bot.hears(mallory, "Pairing request sent");
    expect(bot.heard(mallory)).toHaveLength(2);
  });

  test("strangers, the requester, prefixes and unknown ids can't approve, and it is written down [R3.4]", async () => {
    bot = await createBot(await open());
    const { telegram, gateway } = bot;
    const url = await gateway.start();
    telegram.dm(john, "/pair");
    const id = requestId(await bot.hears(owner, "Pairing Request"));
    telegram.dm(john, `/approve ${id}`);
    telegram.dm(mallory, `/approve ${id}`);
    await bot.hears(mallory, "/pair");
    telegram.dm(owner, `/approve ${id.slice(0, 12)}`);
    await bot.hears(owner, "no request with that id");
    expect(bot.heard(john).join()).not.toContain("Paired!");
    const actors = async () => (await refusals(url, gateway.stateDir)).map((record) => record.actor);
    const everybody = [`telegram:${john}`, `telegram:${mallory}`, `telegram:${owner}`];
    await expect.poll(actors, { timeout: 20_000 }).toEqual(expect.arrayContaining(everybody));
  });
});

async function refusals(url: string, stateDir: string): Promise<{ actor: string }[]> {
  const { readGatewayFile } = await import("../../src/state-file.ts");
  const file = await readGatewayFile(stateDir);
  const response = await fetch(`${url}/api/v1/audit?event=pairing.refused`, {
    headers: { authorization: `Bearer ${file?.token}` },
  });
  return (await response.json()) as { actor: string }[];
}
