import { createHmac, hash } from "node:crypto";
import { canonicalJson, type JsonObject, MoltbotError, type Principal, samePrincipal } from "@moltbot/core";
import { mentionsAny, type Withheld } from "./withhold.ts";

/** The parts of a row that name people, each erasable by itself. */
export type PersonalPart = "actor" | "subject" | "texts";

/** What is left to check a part by: its own salt while it is there, its digest once it is gone or was replaced. */
export type Leaf = { readonly salt: string } | { readonly digest: string };

/** The part of an event that names people. It lies beside the hashed row, part by part deletable. */
export interface StoredPersonal {
  /** 32 random bytes, base64url: without it the commitment says nothing about who it was. Absent once `leaves` took over. */
  readonly salt?: string;
  /** Since one of the parts was erased or replaced. */
  readonly leaves?: { readonly [part in PersonalPart]?: Leaf };
  readonly actor?: Principal;
  readonly subject?: Principal;
  readonly personal?: JsonObject;
  /** What else of the event could name somebody. */
  readonly withheld?: Withheld;
}

/** The channel of those who were replaced by a pseudonym: `anonymous:<pseudonym>`. No adapter may have this name. */
export const pseudonymChannel = "anonymous";

/** The principal that stands for a pseudonymised person: what `query({ user: "anonymous:<pseudonym>" })` finds. */
export const pseudonymPrincipal = (pseudonym: string): Principal => ({
  channel: pseudonymChannel,
  account: "default",
  id: pseudonym,
});

const parts = ["actor", "subject", "texts"] as const;
// Canonical JSON written out, for this runs several times per row: keys in order, and every value as JSON has it.
const sha256 = (json: string): string => hash("sha256", json);

/** A part as canonical JSON. */
function partOf(personal: StoredPersonal, part: PersonalPart): string | undefined {
  if (part === "texts") return textsOf(personal);
  const who = personal[part];
  if (who === undefined) return undefined;
  const { account, channel, id } = who;
  return `{"account":${JSON.stringify(account)},"channel":${JSON.stringify(channel)},"id":${JSON.stringify(id)}}`;
}

function textsOf({ personal: texts, withheld }: StoredPersonal): string | undefined {
  return texts === undefined && withheld === undefined ? undefined : canonicalJson({ texts, withheld });
}

// Derived, so that a row needs one salt; kept apart once a part is gone, because the one salt would tell what it was.
const saltOf = (salt: string, part: PersonalPart): string =>
  sha256(`{"form":2,"part":"${part}","salt":${JSON.stringify(salt)}}`);

function digestOf(personal: StoredPersonal, part: PersonalPart): string | undefined {
  const leaf = personal.leaves?.[part];
  if (leaf !== undefined && "digest" in leaf) return leaf.digest;
  const value = partOf(personal, part);
  const salt = leaf?.salt ?? (personal.salt === undefined ? undefined : saltOf(personal.salt, part));
  if (value === undefined || salt === undefined) return undefined;
  return sha256(`{"part":"${part}","salt":${JSON.stringify(salt)},"value":${value}}`);
}

/**
 * The commitment of a personal part, `2:` and 64 hex digits: SHA-256 over the digests of its parts, each of them SHA-256
 * over part, salt and value.
 */
export function commit(personal: StoredPersonal): string {
  let digests = "";
  for (const part of parts) {
    const digest = digestOf(personal, part);
    if (digest !== undefined) digests += `${digests === "" ? "" : ","}"${part}":${JSON.stringify(digest)}`;
  }
  return `2:${sha256(`{${digests}}`)}`;
}

/** Why a personal part does not fit the commitment of its row, or `undefined`. */
export function personalFault(commitment: string | undefined, personal: StoredPersonal): string | undefined {
  const forged = (["actor", "subject"] as const).some((part) => {
    const leaf = personal.leaves?.[part];
    // A digest vouches for nobody: in its place stands a pseudonym, or nothing.
    return leaf !== undefined && "digest" in leaf && (personal[part]?.channel ?? pseudonymChannel) !== pseudonymChannel;
  });
  const texts = personal.leaves?.texts;
  const added = texts !== undefined && "digest" in texts && partOf(personal, "texts") !== undefined;
  const fits =
    commitment !== undefined && commitment === (isFirstForm(commitment) ? commitWhole(personal) : commit(personal));
  return fits && !forged && !added ? undefined : "the personal part is not what was logged";
}

/** Rows of the first form are committed to as a whole, and erased as a whole. */
const isFirstForm = (commitment: string): boolean => !commitment.startsWith("2:");

function commitWhole({ salt = "", actor, subject, personal }: StoredPersonal): string {
  return createHmac("sha256", salt).update(canonicalJson({ actor, subject, personal })).digest("hex");
}

/** What is erased of a personal part. */
export interface Erasing {
  readonly person: Principal;
  /** Takes the person's place; see {@link pseudonymPrincipal}. */
  readonly pseudonym?: string;
  /** Names, handles, numbers: texts that hold one of them as a whole word go too, whomever they are about. */
  readonly mentions?: readonly string[];
}

/**
 * Checks what is to be erased.
 * @throws MoltbotError `invalid` when a mention is blank or the pseudonym not 4 to 64 of `a-z`, `0-9` and `-`
 */
export function readErasing(o: Erasing): Erasing {
  if (o.mentions?.some((mention) => mention.trim() === "") === true) {
    throw new MoltbotError("invalid", "A blank text mentions nobody", { hint: "Leave it out of the mentions." });
  }
  if (o.pseudonym !== undefined && !/^[a-z0-9-]{4,64}$/.test(o.pseudonym)) {
    throw new MoltbotError("invalid", "This cannot be a pseudonym", { hint: "Use 4 to 64 of a-z, 0-9 and -." });
  }
  return o;
}

/**
 * The personal part without the person: their id goes from both roles, or becomes the pseudonym, and all texts of the row
 * go with it. Whoever else the row names stays. `unchanged` when it does not concern them, `undefined` when nothing
 * that names anybody is left.
 */
export function withoutPerson(
  row: { readonly commitment?: string; readonly personal?: StoredPersonal },
  o: Erasing,
): StoredPersonal | undefined | "unchanged" {
  const { personal } = row;
  if (personal === undefined) return "unchanged";
  const roles = (["actor", "subject"] as const).filter((role) => {
    const who = personal[role];
    return who !== undefined && samePrincipal(who, o.person);
  });
  const { personal: texts, withheld } = personal;
  const hasTexts = texts !== undefined || withheld !== undefined;
  const mentioned = hasTexts && mentionsAny(textOf({ texts, withheld }), o.mentions ?? []);
  if (roles.length === 0 && !mentioned) return "unchanged";
  if (row.commitment === undefined || isFirstForm(row.commitment)) return undefined;
  const gone = new Set<PersonalPart>([...roles, ...(hasTexts ? (["texts"] as const) : [])]);
  const left: StoredPersonal = {
    leaves: Object.fromEntries(parts.flatMap((part) => leafOf(personal, part, gone.has(part)))),
    ...roleOf("actor", personal, gone, o.pseudonym),
    ...roleOf("subject", personal, gone, o.pseudonym),
  };
  return left.actor === undefined && left.subject === undefined ? undefined : left;
}

/** The texts of a part, and every string inside, as one text to look for words in. */
export const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? Object.entries(value)
        .map(([name, item]) => `${name} ${textOf(item)}`)
        .join("\n")
    : String(value);

function leafOf(personal: StoredPersonal, part: PersonalPart, goes: boolean): (readonly [PersonalPart, Leaf])[] {
  const digest = digestOf(personal, part);
  if (digest === undefined) return [];
  const leaf = personal.leaves?.[part];
  if (goes || (leaf !== undefined && "digest" in leaf)) return [[part, { digest }]];
  return [[part, leaf ?? { salt: saltOf(personal.salt ?? "", part) }]];
}

function roleOf(
  role: "actor" | "subject",
  personal: StoredPersonal,
  gone: ReadonlySet<PersonalPart>,
  pseudonym: string | undefined,
): { readonly [name in "actor" | "subject"]?: Principal } {
  const who = personal[role];
  if (who === undefined) return {};
  if (!gone.has(role)) return { [role]: who };
  return pseudonym === undefined ? {} : { [role]: pseudonymPrincipal(pseudonym) };
}
