import type { Random } from "./random.ts";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base 32: no i l o u
const codeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // 32 symbols, no 0 O 1 I

/** The kinds of server-made ids (DESIGN "Ids and chat commands"). */
export type IdPrefix = "pair" | "exec" | "dev" | "sess" | "msg" | "gw" | "evt" | "job" | "grant" | "era";

const idForm = /^[a-z]{2,8}_[0-9abcdefghjkmnpqrstvwxyz]{26}$/;

/**
 * A sortable, unguessable id such as `pair_01k9z…`: 48 bits of time, then 80 random bits, Crockford base 32.
 * Ids are compared whole, never by prefix.
 * @throws RangeError when `now` is not a time between 1970 and the year 10889
 */
export function newId(prefix: IdPrefix, o: { now: number; random: Random }): string {
  let time = Math.floor(o.now);
  if (!(time >= 0 && time < 2 ** 48)) throw new RangeError("an id needs a time");
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = alphabet[time % 32] + head;
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (const byte of o.random(16)) tail += alphabet[byte & 31];
  return `${prefix}_${head}${tail}`;
}

/** Whether `text` has the exact form of an id made by {@link newId} (with that prefix, when given). */
export function isId(text: string, prefix?: IdPrefix): boolean {
  return idForm.test(text) && (prefix === undefined || text.startsWith(`${prefix}_`));
}

/** A code for people to compare out of band: eight symbols without look-alikes, `WDJB-MJHT` (SPEC R3.3). */
export function newCode(random: Random): string {
  let code = "";
  for (const byte of random(8)) code += codeAlphabet[byte & 31];
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** `n` random bytes as base64url text, for tokens and nonces. */
export function newToken(random: Random, bytes = 32): string {
  return Buffer.from(random(bytes)).toString("base64url");
}
