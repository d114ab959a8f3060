import { invalid, type Place } from "./errors.ts";

/** A policy as found: its lists, checked to be lists and nothing more. */
export interface ReadPolicy {
  readonly allow?: readonly unknown[];
  readonly deny?: readonly unknown[];
  readonly alsoAllow?: readonly unknown[];
}

/** An own property; undefined for anything inherited, and for what is no object. */
export function own(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** Whether something is a block of settings. */
export function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads `allow`, `deny` and `alsoAllow` of a block, `allowed` and `denied` as their other spellings. Throws for junk. */
export function readPolicy(value: unknown, place: Place): ReadPolicy {
  if (!isBlock(value)) throw invalid(place, undefined, "is not a policy", "Write { allow: [...], deny: [...] }.");
  const allow = readList(value, ["allow", "allowed"], place);
  const deny = readList(value, ["deny", "denied"], place);
  const alsoAllow = readList(value, ["alsoAllow"], place);
  if (allow !== undefined && alsoAllow !== undefined) {
    throw invalid(place, undefined, "has both allow and alsoAllow", "Put everything into allow, or set a profile.");
  }
  return { ...(allow && { allow }), ...(deny && { deny }), ...(alsoAllow && { alsoAllow }) };
}

/** Throws for keys that a policy does not have: one that is misspelt would lift a restriction. */
export function refuseOtherKeys(value: object, place: Place): void {
  const known = ["allow", "deny", "alsoAllow", "allowed", "denied"];
  const other = Object.keys(value).find((key) => !known.includes(key) && own(value, key) !== undefined);
  if (other === undefined) return;
  throw invalid(place, undefined, `has "${other}", which no policy has`, "Write allow, deny or alsoAllow.");
}

function readList(value: unknown, spellings: readonly string[], place: Place): readonly unknown[] | undefined {
  const [given, second] = spellings.filter((key) => own(value, key) !== undefined);
  if (given === undefined) return undefined;
  if (second !== undefined) throw invalid(place, undefined, `has both ${given} and ${second}`, `Keep ${given}.`);
  const list = own(value, given);
  if (typeof list === "string") return [list];
  if (Array.isArray(list)) return list as readonly unknown[];
  throw invalid(place, undefined, `has ${given}, which is not a list`, `Write ${given}: ["read"], or leave it out.`);
}
