/** An address of WhatsApp that this adapter serves, without device and agent. */
export interface Jid {
  /** `phone`: a number. `lid`: WhatsApp's own id of a person, which hides the number. */
  readonly kind: "phone" | "lid" | "group";
  /** Digits; those of a group may hold one hyphen. */
  readonly user: string;
}

const servers: ReadonlyMap<string, Jid["kind"]> = new Map([
  ["s.whatsapp.net", "phone"],
  ["c.us", "phone"],
  ["hosted", "phone"],
  ["lid", "lid"],
  ["hosted.lid", "lid"],
  ["g.us", "group"],
]);

const forms: Readonly<Record<Jid["kind"], RegExp>> = {
  // A number in the form of E.164 (ITU-T), which WhatsApp writes without the plus sign.
  phone: /^[1-9]\d{6,14}$/,
  lid: /^\d{5,20}$/,
  group: /^\d{5,20}(-\d{5,20})?$/,
};

/** Reads `84987654321:12@s.whatsapp.net`, `1234567@lid`, `1203…@g.us`; everything else (status, newsletters, bots) is `undefined`. */
export function parseJid(text: unknown): Jid | undefined {
  if (typeof text !== "string" || text.length > 64) return undefined;
  const [, whole = "", server = ""] = /^([^@]+)@([^@]+)$/.exec(text) ?? [];
  const kind = servers.get(server);
  if (kind === undefined) return undefined;
  const user = kind === "group" ? whole : whole.replace(/(_\d{1,3})?(:\d{1,5})?$/, "");
  return forms[kind].test(user) ? { kind, user } : undefined;
}

/** The id of a person or group in Moltbot: `+84987654321`, `1234567@lid`, `1203…@g.us`. */
export function idOf(jid: Jid): string {
  if (jid.kind === "phone") return `+${jid.user}`;
  return `${jid.user}@${jid.kind === "lid" ? "lid" : "g.us"}`;
}

/** The address that an id of {@link idOf} stands for; `undefined` for what is none. */
export function jidOf(id: string): string | undefined {
  if (/^\+[1-9]\d{6,14}$/.test(id)) return `${id.slice(1)}@s.whatsapp.net`;
  const jid = parseJid(id);
  return jid !== undefined && jid.kind !== "phone" && idOf(jid) === id ? id : undefined;
}

/** Whether WhatsApp has nothing to say to the bot from there: status, newsletters, broadcast lists, Meta's own bots. */
export function isElsewhere(jid: string): boolean {
  return /@(broadcast|newsletter|bot|call)$/.test(jid);
}
