import { type DomainEvent, isId, type Json, type JsonObject } from "@moltbot/core";

/**
 * What of an event's `ref`, `reason` and `data` could name a person. It is kept with the texts about people, not hashed
 * for good.
 */
export interface Withheld {
  readonly ref?: string;
  /** The whole reason; the row itself keeps its leading code. */
  readonly reason?: string;
  /** The withheld fields of `data`. */
  readonly data?: JsonObject;
}

/** An event's own fields, apart: what may be hashed for good, and the rest. */
export interface Parted {
  readonly logged: { readonly ref?: string; readonly reason?: string; readonly data?: JsonObject };
  readonly withheld?: Withheld;
}

const code = /^[a-z][a-z0-9_-]{0,63}$/;
const word = /^[a-z][a-z0-9_.-]{0,63}$/i;
const digest = /^(?:sha256:)?[0-9a-f]{64}$/;

/**
 * Parts `ref`, `reason` and `data`, already cleaned. Hashed for good are server-made ids, reasons that are a code, and
 * those fields of `data` that hold numbers, truth values, short words and digests only, none of which is the id, a name or
 * a text of somebody the event names.
 */
export function part(event: DomainEvent, clean: Parted["logged"]): Parted {
  const names = namesIn(event);
  const tells = (text: string): boolean => names.has(fold(text));
  const { ref, reason, data } = clean;
  const open = {
    ref: ref === undefined || isId(ref),
    reason: reason === undefined || ((code.test(reason) || isId(reason)) && !tells(reason)),
  };
  const lead =
    reason === undefined || tells(reason) ? undefined : /^[a-z][a-z0-9_]{0,63}(?![a-z0-9_@.-])/.exec(reason)?.[0];
  const fields = Object.entries(data ?? {});
  const plain = fields.filter(([name, value]) => word.test(name) && isPlain(value, tells));
  const rest = fields.filter(([name, value]) => !(word.test(name) && isPlain(value, tells)));
  const withheld: Withheld = {
    ...(open.ref || ref === undefined ? {} : { ref }),
    ...(open.reason || reason === undefined ? {} : { reason }),
    ...(rest.length === 0 ? {} : { data: Object.fromEntries(rest) }),
  };
  const said = open.reason ? reason : lead !== undefined && !tells(lead) ? lead : undefined;
  return {
    logged: {
      ...(open.ref && ref !== undefined ? { ref } : {}),
      ...(said === undefined ? {} : { reason: said }),
      ...(data === undefined || (plain.length === 0 && rest.length > 0) ? {} : { data: Object.fromEntries(plain) }),
    },
    ...(Object.keys(withheld).length === 0 ? {} : { withheld }),
  };
}

function isPlain(value: Json, tells: (text: string) => boolean): boolean {
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "number") return !tells(String(value));
  if (typeof value === "string") return (word.test(value) || isId(value) || digest.test(value)) && !tells(value);
  if (Array.isArray(value)) return value.every((item: Json) => isPlain(item, tells));
  return Object.entries(value).every(([name, item]) => word.test(name) && !tells(name) && isPlain(item, tells));
}

/** The ids and texts by which the event names people, folded. */
function namesIn(event: DomainEvent): ReadonlySet<string> {
  const names = new Set<string>();
  if (event.actor.kind === "person") names.add(fold(event.actor.principal.id));
  if (event.subject !== undefined) names.add(fold(event.subject.id));
  for (const value of Object.values(event.personal ?? {})) if (typeof value === "string") names.add(fold(value));
  return names;
}

const fold = (text: string): string => text.toLowerCase().replace(/^[@+]/, "");

/** Text without the difference between large and small ASCII letters, as `lower(… collate "C")` of Postgres has it. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether a text holds one of `mentions` as a whole word, whatever the case of ASCII letters. */
export function mentionsAny(text: string, mentions: readonly string[]): boolean {
  const within = foldAscii(text);
  return mentions.some((mention) => {
    const wanted = foldAscii(mention);
    for (let at = within.indexOf(wanted); at !== -1; at = within.indexOf(wanted, at + 1)) {
      const before = [...within.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
      const after = String.fromCodePoint(within.codePointAt(at + wanted.length) ?? 32);
      if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
    }
    return false;
  });
}
