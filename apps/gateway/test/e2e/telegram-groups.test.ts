import { rm } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { type Bot, createBot, people } from "../support/bot.ts";

const { owner, john } = people;
const anonymous = { id: 1_087_968_824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };

let bot: Bot;
afterEach(async () => {
  await rm(`${bot.gateway.stateDir}.sandboxes`, { recursive: true, force: true });
  await bot.close();
});

async function start(groups: object): Promise<Bot> {
  bot = await createBot({ config: {}, drop: async () => {} }, { telegram: { groups } });
  await bot.gateway.start();
  return bot;
}

/** Everything sent before is worked on once the owner has their answer. */
async function settle(): Promise<void> {
  await bot.telegram.drained();
  const before = bot.heard(owner).length;
  bot.telegram.dm(owner, "/whoami");
  await bot.hears(owner, "You are", before);
}

test("a group that becomes a supergroup keeps its rules, over a restart too [R5.2]", async () => {
  const { telegram, gateway } = await start({ "-5": { requireMention: false } });
  telegram.group(john, "", { chat: -5, type: "group", extra: { text: undefined, migrate_to_chat_id: -1005 } });
  telegram.group(john, "", { chat: -1005, extra: { text: undefined, migrate_from_chat_id: -5 } });
  telegram.group(john, "/whoami", { chat: -1005 });
  await expect.poll(() => bot.heard(-1005).length).toBe(1);
  await gateway.stop();
  await gateway.start();
  telegram.group(john, "/whoami", { chat: -1005 });
  await expect.poll(() => bot.heard(-1005).length, { timeout: 10_000 }).toBe(2);
  telegram.group(john, "/whoami", { chat: -1006 });
  await settle();
  expect(bot.heard(-1006)).toEqual([]);
});

test("anonymous admins and channels are no persons: they own nothing and decide nothing [R1.1] [R5.3]", async () => {
  const { telegram } = await start({ "*": { requireMention: false }, "-1008": { allowFrom: [`telegram:${john}`] } });
  const sender_chat = { id: -1007, type: "supergroup", title: "Admins", username: "olga" };
  const asGroup = { extra: { from: anonymous, sender_chat } };
  telegram.group(john, "/whoami", { chat: -1007, ...asGroup });
  expect((await bot.hears(-1007, "You are")).text).toContain("Trust: unknown");
  telegram.group(john, "/whoami", { chat: -1008, ...asGroup });
  telegram.group(john, "/approve pair_1", { chat: -1008, ...asGroup });
  telegram.group(owner, "/whoami", { chat: -1009, type: "channel", title: "News" });
  expect((await bot.hears(-1009, "You are")).text).toContain("Trust: unknown");
  await settle();
  expect(bot.heard(-1008)).toEqual([]);
});

test("the menu offers everybody /pair, and only the owner's chat the commands of approvers [R3.4]", async () => {
  const { telegram } = await start({});
  await telegram.waitFor((call) => JSON.stringify(call.params["scope"] ?? {}).includes(String(owner)));
  const menus = telegram.calls("setMyCommands").map(({ params }) => ({
    scope: params["scope"],
    commands: (params["commands"] as { command: string }[]).map((one) => one.command),
  }));
  expect(menus).toEqual([
    { scope: { type: "all_private_chats" }, commands: ["pair", "help", "whoami"] },
    { scope: { type: "all_group_chats" }, commands: ["help", "whoami"] },
    {
      scope: { type: "chat", chat_id: owner },
      commands: ["pending", "approve", "deny", "block", "unblock", "unpair", "pair", "help", "whoami"],
    },
  ]);
});

test("the chat shows that the bot types while an agent works for long, and not for who is answered at once", async () => {
  const defaults = { permissions: ["exec"], tools: { exec: { allowlist: ["sleep *"] } } };
  bot = await createBot(
    { config: {}, drop: async () => {} },
    { telegram: { dmPolicy: "allowlist", allowFrom: [String(john)] }, agents: { defaults } },
  );
  await bot.gateway.start();
  const { telegram } = bot;
  const typing = (): number[] => telegram.calls("sendChatAction").map((call) => call.chatId);
  telegram.dm(owner, "/whoami");
  await bot.hears(owner, "Trust: owner");
  telegram.dm(people.mallory, "/run sleep 3");
  telegram.dm(john, "/run sleep 3");
  await bot.hears(john, "sandbox");
  expect([...new Set(typing())]).toEqual([john]);
});
