import type { Platforms } from "../../support/platforms.ts";

/** Something that a stranger does, once, on one platform. */
export interface Act {
  readonly channel: "telegram" | "discord" | "whatsapp" | "room";
  readonly what: string;
  /** Whether it asks the bot for something: then, under `pairing`, one prompt comes back. Everything else is met with silence. */
  readonly asks: boolean;
  /** `who` numbers the stranger; `trap` is the address of a file that must never be fetched. */
  readonly run: (p: Platforms, who: number, trap: string) => unknown;
}

/** The stranger's id on each platform, as the bot knows them. */
export const idOf = {
  telegram: (who: number): string => String(50_000 + who),
  discord: (who: number): string => `9000000000000${10_000 + who}`,
  whatsapp: (who: number): string => `+849001${10_000 + who}`,
  room: (who: number): string => `stranger-${who}`,
};

type Extra = Readonly<Record<string, unknown>>;

const act = (channel: Act["channel"], asks: boolean) => (what: string, run: Act["run"]) => ({
  channel,
  what,
  asks,
  run,
});

const now = (): number => Math.floor(Date.now() / 1000);
const file = (trap: string) => ({ file_id: trap, file_unique_id: "u", file_size: 9 });

function telegramUser(who: number): { readonly from: Extra; readonly chat: Extra } {
  const id = Number(idOf.telegram(who));
  return {
    from: { id, is_bot: false, first_name: "Stranger" },
    chat: { id, type: "private", first_name: "Stranger" },
  };
}

const telegramDm = (extra: (trap: string) => Extra) => (p: Platforms, who: number, trap: string) =>
  p.telegram.dm(Number(idOf.telegram(who)), "", { extra: { text: undefined, ...extra(trap) } });
const telegramUpdate = (body: (u: ReturnType<typeof telegramUser>) => Extra) => (p: Platforms, who: number) =>
  p.telegram.unknownUpdate(body(telegramUser(who)));

const telegramAsks = act("telegram", true);
const telegramQuiet = act("telegram", false);
const telegram: readonly Act[] = [
  telegramAsks("message", (p, who) => p.telegram.dm(Number(idOf.telegram(who)), "hello")),
  telegramAsks("command", (p, who) => p.telegram.dm(Number(idOf.telegram(who)), "/run rm -rf /")),
  telegramAsks("decision", (p, who) => p.telegram.dm(Number(idOf.telegram(who)), "/approve pair_1")),
  telegramAsks(
    "photo",
    telegramDm((trap) => ({ photo: [file(trap)], caption: "look" })),
  ),
  telegramAsks(
    "voice",
    telegramDm((trap) => ({ voice: { ...file(trap), duration: 3 } })),
  ),
  telegramAsks(
    "document",
    telegramDm((trap) => ({ document: { ...file(trap), file_name: "a.pdf" } })),
  ),
  telegramAsks(
    "poll",
    telegramDm(() => ({ poll: { id: "1", question: "?", options: [] } })),
  ),
  telegramAsks(
    "forwarded contact",
    telegramDm(() => ({ contact: { phone_number: "+1", first_name: "X" }, forward_origin: { type: "hidden_user" } })),
  ),
  telegramQuiet(
    "edit",
    telegramUpdate(({ from, chat }) => ({
      edited_message: { message_id: 1, date: now(), edit_date: now(), from, chat, text: "hello" },
    })),
  ),
  telegramQuiet(
    "reaction",
    telegramUpdate(({ from: user, chat }) => ({ message_reaction: { chat, user, message_id: 1, new_reaction: [] } })),
  ),
  telegramQuiet(
    "button",
    telegramUpdate(({ from, chat }) => ({
      callback_query: { id: "77", from, data: "approve:pair_1", message: { message_id: 1, date: now(), chat } },
    })),
  ),
  telegramQuiet(
    "member change",
    telegramDm(() => ({ new_chat_members: [{ id: 1 }] })),
  ),
  telegramQuiet(
    "blocked the bot",
    telegramUpdate(({ from, chat }) => ({ my_chat_member: { from, chat, date: now(), new_chat_member: {} } })),
  ),
  telegramQuiet(
    "vote",
    telegramUpdate(({ from: user }) => ({ poll_answer: { poll_id: "1", user, option_ids: [0] } })),
  ),
  telegramQuiet(
    "inline query",
    telegramUpdate(({ from }) => ({ inline_query: { id: "1", from, query: "hi", offset: "" } })),
  ),
  telegramQuiet("word in a group", (p, who) => p.telegram.group(Number(idOf.telegram(who)), "hello")),
  telegramQuiet("mention in a group", (p, who) =>
    p.telegram.group(Number(idOf.telegram(who)), "/whoami", { mention: true }),
  ),
];

const stamp = (): string => new Date().toISOString();
const user = (who: number): Extra => ({ id: idOf.discord(who), username: `stranger${who}`, discriminator: "0" });
const attachment = (trap: string): Extra => ({
  attachments: [{ id: "1", filename: "a.ogg", size: 9, url: trap, proxy_url: trap, content_type: "audio/ogg" }],
});
const discordDm = (extra: (trap: string) => Extra) => (p: Platforms, who: number, trap: string) =>
  p.discord.dm(idOf.discord(who), "look", { extra: extra(trap) });
const discordEvent = (t: string, body: (who: number, p: Platforms) => Extra) => (p: Platforms, who: number) =>
  p.discord.dispatch(t, body(who, p));

const discordAsks = act("discord", true);
const discordQuiet = act("discord", false);
const discord: readonly Act[] = [
  discordAsks("message", (p, who) => p.discord.dm(idOf.discord(who), "hello")),
  discordAsks("command", (p, who) => p.discord.dm(idOf.discord(who), "/run rm -rf /")),
  discordAsks("slash command", (p, who) => p.discord.slash(idOf.discord(who), "whoami")),
  discordAsks("file", discordDm(attachment)),
  discordAsks(
    "voice",
    discordDm((trap) => ({ ...attachment(trap), flags: 8192 })),
  ),
  discordAsks(
    "poll",
    discordDm(() => ({ poll: { question: { text: "?" }, answers: [] } })),
  ),
  discordAsks(
    "forwarded file",
    discordDm((trap) => ({
      message_reference: { type: 1, message_id: "5", channel_id: "6" },
      message_snapshots: [{ message: { content: "x", ...attachment(trap) } }],
    })),
  ),
  discordQuiet(
    "edit",
    discordEvent("MESSAGE_UPDATE", (who) => ({
      id: `8${idOf.discord(who)}`.slice(0, 19),
      channel_id: `7${idOf.discord(who)}`.slice(0, 19),
      author: user(who),
      content: "hello",
      timestamp: stamp(),
      edited_timestamp: stamp(),
      type: 0,
    })),
  ),
  discordQuiet(
    "reaction",
    discordEvent("MESSAGE_REACTION_ADD", (who) => ({
      user_id: idOf.discord(who),
      channel_id: "6",
      message_id: "5",
      emoji: { name: "x" },
    })),
  ),
  discordQuiet(
    "button",
    discordEvent("INTERACTION_CREATE", (who, p) => ({
      id: `6${idOf.discord(who)}`.slice(0, 19),
      application_id: p.discord.bot.id,
      token: "t",
      type: 3,
      user: user(who),
      channel_id: `7${idOf.discord(who)}`.slice(0, 19),
      channel: { id: `7${idOf.discord(who)}`.slice(0, 19), type: 1 },
      data: { component_type: 2, custom_id: "approve:pair_1" },
      message: { id: "5" },
    })),
  ),
  discordQuiet(
    "member change",
    discordEvent("GUILD_MEMBER_ADD", (who, p) => ({ guild_id: p.discord.guildId, user: user(who), roles: [] })),
  ),
  discordQuiet(
    "voice state",
    discordEvent("VOICE_STATE_UPDATE", (who, p) => ({ guild_id: p.discord.guildId, user_id: idOf.discord(who) })),
  ),
  discordQuiet(
    "typing",
    discordEvent("TYPING_START", (who) => ({ user_id: idOf.discord(who), channel_id: "6", timestamp: now() })),
  ),
  discordQuiet(
    "vote",
    discordEvent("MESSAGE_POLL_VOTE_ADD", (who) => ({ user_id: idOf.discord(who), channel_id: "6", message_id: "5" })),
  ),
  discordQuiet("word in a server", (p, who) => p.discord.guild(idOf.discord(who), "hello")),
  discordQuiet("mention in a server", (p, who) => p.discord.guild(idOf.discord(who), "/whoami", { mention: true })),
];

const phone = (p: Platforms, who: number) =>
  p.whatsapp.person(idOf.whatsapp(who).slice(1), { name: `Stranger ${who}` });
type Content = Exclude<Parameters<Platforms["whatsapp"]["dm"]>[1], string>;
const whatsappDm = (content: (trap: string, jid: string) => Content) => (p: Platforms, who: number, trap: string) =>
  p.whatsapp.dm(phone(p, who), content(trap, `${idOf.whatsapp(who).slice(1)}@s.whatsapp.net`));
const media = (trap: string) => ({ url: trap, directPath: "/v/1", mediaKey: new Uint8Array(32), mimetype: "x/y" });
const key = (remoteJid: string) => ({ remoteJid, fromMe: true, id: "3EB0" });

const whatsappAsks = act("whatsapp", true);
const whatsappQuiet = act("whatsapp", false);
const whatsapp: readonly Act[] = [
  whatsappAsks("message", (p, who) => p.whatsapp.dm(phone(p, who), "hello")),
  whatsappAsks("command", (p, who) => p.whatsapp.dm(phone(p, who), "/run rm -rf /")),
  whatsappAsks(
    "photo",
    whatsappDm((trap) => ({ imageMessage: { ...media(trap), caption: "look" } })),
  ),
  whatsappAsks(
    "voice",
    whatsappDm((trap) => ({ audioMessage: { ...media(trap), ptt: true } })),
  ),
  whatsappAsks(
    "document",
    whatsappDm((trap) => ({ documentMessage: { ...media(trap), fileName: "a.pdf" } })),
  ),
  whatsappAsks(
    "poll",
    whatsappDm(() => ({ pollCreationMessageV3: { name: "?", options: [] } })),
  ),
  whatsappAsks(
    "forwarded contact",
    whatsappDm(() => ({
      contactMessage: { displayName: "X", vcard: "BEGIN:VCARD", contextInfo: { isForwarded: true } },
    })),
  ),
  whatsappQuiet(
    "edit",
    whatsappDm((_, jid) => ({
      protocolMessage: { type: 14, key: key(jid), editedMessage: { conversation: "hello" } },
    })),
  ),
  whatsappQuiet(
    "reaction",
    whatsappDm((_, jid) => ({ reactionMessage: { key: key(jid), text: "x" } })),
  ),
  whatsappQuiet(
    "button",
    whatsappDm(() => ({ templateButtonReplyMessage: { selectedId: "approve:pair_1", selectedDisplayText: "Yes" } })),
  ),
  whatsappQuiet(
    "vote",
    whatsappDm((_, jid) => ({ pollUpdateMessage: { pollCreationMessageKey: key(jid) } })),
  ),
  whatsappQuiet("member change", (p, who) => p.whatsapp.join(phone(p, who))),
  whatsappQuiet("word in a group", (p, who) => p.whatsapp.say(phone(p, who), "hello")),
  whatsappQuiet("mention in a group", (p, who) => p.whatsapp.say(phone(p, who), "/whoami", { mention: true })),
];

const roomSender = (who: number) => ({ id: idOf.room(who), displayName: "Stranger", isBot: false });
const roomAt = (who: number) => ({ id: `tab-${idOf.room(who)}` });
const room: readonly Act[] = [
  act("room", true)("message", (p, who) =>
    p.room().receive({ conversation: roomAt(who), sender: roomSender(who), text: "hello" }),
  ),
  act("room", true)("command", (p, who) =>
    p.room().receive({ conversation: roomAt(who), sender: roomSender(who), text: "/run rm -rf /" }),
  ),
  act("room", false)("button", (p, who) =>
    p.room().press({ conversation: roomAt(who), by: roomSender(who), payload: "approve:pair_1" }),
  ),
  act("room", false)("mention in a group", (p, who) =>
    p.room().receive({
      conversation: { id: "all", kind: "group" },
      sender: roomSender(who),
      text: "/whoami",
      mention: true,
    }),
  ),
];

/** Everything that strangers do, on every platform. */
export const acts: readonly Act[] = [...telegram, ...discord, ...whatsapp, ...room];
