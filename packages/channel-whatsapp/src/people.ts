import { idOf, parseJid } from "./jids.ts";

/** Where an adapter's conversations live. */
export interface Place {
  readonly channel: string;
  readonly account: string;
}

/** The linked account itself: its number, and its LID once WhatsApp told it. Digits. */
export interface Me {
  readonly phone: string;
  readonly lid?: string;
}

/** Somebody, by what WhatsApp's server says about them. */
export interface Person {
  /** `+84987654321`, or `1234567@lid` while the number is not known. */
  readonly id: string;
  /** E.164. */
  readonly phone?: string;
}

/** Digits of the number behind a LID, as WhatsApp's server has told; `undefined` when it has not. */
export type PhoneOf = (lid: string) => Promise<string | undefined>;

/** The account that the stored credentials describe. */
export function readMe(me: { readonly id?: string; readonly lid?: string } | undefined): Me | undefined {
  const own = parseJid(me?.id);
  const lid = parseJid(me?.lid);
  if (own?.kind !== "phone") return undefined;
  return { phone: own.user, ...(lid?.kind === "lid" ? { lid: lid.user } : {}) };
}

/** Whether `jid` is the linked account, by number or by LID. */
export function isMe(jid: unknown, me: Me): boolean {
  const read = parseJid(jid);
  return read?.kind === "phone" ? read.user === me.phone : read?.kind === "lid" && read.user === me.lid;
}

/**
 * Who `jid` is. A LID becomes the number that the server put beside it (`alternative`), or else the one it told
 * earlier; without either it stays a LID, which no phone number ever matches.
 */
export async function resolvePerson(jid: unknown, alternative: unknown, phoneOf: PhoneOf): Promise<Person | undefined> {
  const read = parseJid(jid);
  if (read === undefined || read.kind === "group") return undefined;
  if (read.kind === "phone") return { id: idOf(read), phone: idOf(read) };
  const beside = parseJid(alternative);
  const known = beside?.kind === "phone" ? beside.user : await phoneOf(read.user);
  const phone = parseJid(known === undefined ? undefined : `${known}@s.whatsapp.net`);
  return phone === undefined ? { id: idOf(read) } : { id: idOf(phone), phone: idOf(phone) };
}
