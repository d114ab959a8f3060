import type { Clock } from "@moltbot/core";
import type { BinaryNode, proto } from "@whiskeysockets/baileys";
import { parseJid } from "../jids.ts";
import { createDevice, type Device, type Encrypted } from "./device.ts";
import type { LinkedDevice } from "./linking.ts";
import type { Directory } from "./queries.ts";
import type { WhatsAppContent, WhatsAppMessageOptions, WhatsAppPerson } from "./types.ts";

/** The people of a server, and their devices. */
export interface People extends Directory {
  add(person: WhatsAppPerson): void;
  /** One message to the linked device, encrypted by the person's own device. */
  write(from: WhatsAppPerson, content: WhatsAppContent, o: WriteOptions): Promise<BinaryNode>;
  /** The bot could not read a message and asks for it again: a phone sends it in a new session, a few times at most. */
  rewrite(id: string): Promise<BinaryNode | undefined>;
}

/** How one message is written. */
export interface WriteOptions extends WhatsAppMessageOptions {
  readonly to: LinkedDevice;
  readonly inGroup: boolean;
  /** The bot's last message in that chat. */
  readonly last?: string;
  /** A message of the bot's own phone to somebody: their address. */
  readonly recipient?: string;
}

interface Bot {
  readonly phone: string;
  readonly lid: string;
}

function addresses(person: WhatsAppPerson): { readonly from: string; readonly beside?: Record<string, string> } {
  const device = person.device === undefined || person.device === 0 ? "" : `:${person.device}`;
  const { addressing = "phone", lid, phone } = person;
  const [byPhone, byLid] = [`${phone}${device}@s.whatsapp.net`, `${lid ?? ""}${device}@lid`];
  if (addressing === "lid") return { from: byLid };
  if (addressing === "both") return { from: byLid, beside: { pn: `${phone}@s.whatsapp.net` } };
  return lid === undefined ? { from: byPhone } : { from: byPhone, beside: { lid: `${lid}@lid` } };
}

function messageOf(content: WhatsAppContent, bot: Bot, o: WriteOptions): proto.IMessage {
  if (typeof content !== "string") return content;
  const answers = o.replyToBot === true && o.last !== undefined;
  if (o.mention !== true && !answers) return { conversation: content };
  const jid = `${bot.phone}@s.whatsapp.net`;
  const text = o.mention === true ? `@${bot.phone} ${content}` : content;
  const quote = answers ? { stanzaId: o.last, participant: jid, quotedMessage: { conversation: "…" } } : {};
  return { extendedTextMessage: { text, contextInfo: { ...quote, mentionedJid: o.mention === true ? [jid] : [] } } };
}

function part(type: string, { ciphertext }: Pick<Encrypted, "ciphertext">): BinaryNode {
  return { tag: "enc", attrs: { v: "2", type }, content: ciphertext };
}

/** The parts of a message to the group: the sender's key first, where the device does not have it. */
async function toGroup(
  device: Device,
  message: proto.IMessage,
  o: { group: string; from: string; to: LinkedDevice; greeted: Set<string> },
): Promise<BinaryNode[]> {
  const { jid, bundle } = o.to;
  const { ciphertext, distribution } = await device.encryptToGroup(o.group, o.from, message);
  const said = part("skmsg", { ciphertext });
  const known = `${o.from} ${Buffer.from(bundle.identity).toString("hex")}`;
  if (o.greeted.has(known)) return [said];
  o.greeted.add(known);
  const key = await device.encrypt(jid, bundle, distribution);
  return [part(key.type, key), said];
}

function envelopeOf(
  person: WhatsAppPerson,
  id: string,
  at: number,
  group: string,
  o: WriteOptions,
): Record<string, string> {
  const { from, beside } = addresses(person);
  const besides = Object.entries(beside ?? {});
  return {
    id,
    type: "text",
    t: String(Math.floor(at / 1000)),
    notify: person.name,
    ...(o.inGroup ? { from: group, participant: from } : { from }),
    ...(o.recipient === undefined ? {} : { recipient: o.recipient }),
    ...Object.fromEntries(besides.map(([kind, jid]) => [`${o.inGroup ? "participant" : "sender"}_${kind}`, jid])),
  };
}

/** What somebody wrote, for when it has to be sent once more. */
interface Written {
  readonly person: WhatsAppPerson;
  readonly content: WhatsAppContent;
  readonly o: WriteOptions;
  asked: number;
}

interface LetterParts {
  readonly deviceFor: (person: WhatsAppPerson) => Device;
  readonly bot: Bot;
  readonly group: string;
  readonly clock: Clock;
}

// As phones do, which then leave the message alone.
const mostAsked = 5;

/** What people write, kept for when it has to be sent once more. */
function createLetters({ deviceFor, bot, group, clock }: LetterParts): Pick<People, "write" | "rewrite"> {
  const greeted = new Set<string>();
  let next = 1;
  const written = new Map<string, Written>();
  const stanzaOf = async (
    id: string,
    person: WhatsAppPerson,
    content: WhatsAppContent,
    o: WriteOptions,
  ): Promise<BinaryNode> => {
    const device = deviceFor(person);
    const said = messageOf(content, bot, o);
    const message =
      o.recipient === undefined ? said : { deviceSentMessage: { destinationJid: o.recipient, message: said } };
    const { from } = addresses(person);
    const enc = o.inGroup
      ? await toGroup(device, message, { group, from, to: o.to, greeted })
      : [await device.encrypt(o.to.jid, o.to.bundle, message).then((one) => part(one.type, one))];
    return { tag: "message", attrs: envelopeOf(person, id, o.at ?? clock.now(), group, o), content: enc };
  };
  return {
    async write(person, content, o) {
      const id = `3A${String(next++).padStart(18, "0")}`;
      written.set(id, { person, content, o: { ...o, at: o.at ?? clock.now() }, asked: 0 });
      return await stanzaOf(id, person, content, o);
    },
    async rewrite(id) {
      const message = written.get(id);
      if (message === undefined || message.asked >= mostAsked) return undefined;
      message.asked += 1;
      const { person, content, o } = message;
      deviceFor(person).startAnew(o.to.jid);
      greeted.clear();
      return await stanzaOf(id, person, content, o);
    },
  };
}

/** Nobody but the bot's phone, which is a person too. */
export function createPeople(bot: Bot, phone: Device, clock: Clock): People {
  const group = "120363000000000001@g.us";
  const people = new Map<string, WhatsAppPerson>();
  const devices = new Map<string, Device>([[bot.phone, phone]]);
  const find = (jid: string): WhatsAppPerson | undefined => {
    const user = parseJid(jid)?.user;
    return [...people.values()].find((person) => person.phone === user || person.lid === user);
  };
  const deviceFor = (person: WhatsAppPerson): Device => {
    const key = person.device === undefined || person.device === 0 ? person.phone : `${person.phone}:${person.device}`;
    const device = devices.get(key) ?? createDevice();
    devices.set(key, device);
    return device;
  };
  const letters = createLetters({ deviceFor, bot, group, clock });
  return {
    group,
    add: (person) => void people.set(person.phone, person),
    members: () => [...[...people.values()].map((one) => addresses(one).from), `${bot.phone}@s.whatsapp.net`],
    who(jid) {
      const user = parseJid(jid)?.user;
      if (user === bot.phone || user === bot.lid) return { devices: [12], lid: bot.lid };
      const person = find(jid);
      return person && { devices: [person.device ?? 0], ...(person.lid === undefined ? {} : { lid: person.lid }) };
    },
    deviceOf(jid) {
      const user = parseJid(jid)?.user;
      if (user === bot.phone || user === bot.lid) return undefined;
      const person = find(jid);
      return person && deviceFor(person);
    },
    ...letters,
  };
}
