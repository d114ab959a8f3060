import { createHash } from "node:crypto";

const longest = 200;

/** A bounded key part that two different texts never share: long ones are replaced by their hash. */
export function keyPart(text: string): string {
  if (text.length <= longest && !text.startsWith("#")) return text;
  return `#${createHash("sha256").update(text, "utf8").digest("hex")}`;
}

/** One kind of key, after the prefix of the installation. */
export interface KeyKind {
  readonly pattern: RegExp;
  /** What can name a person inside: a `row` (JSON), `rows` (a hash of them), `entries` (a stream); else `nothing`. */
  readonly holds: "nothing" | "row" | "rows" | "entries";
  /** Who the key itself or what it holds is about, and for how long. */
  readonly about: string;
}

/** Every kind of key that this package writes. A test fails on a key that is not listed. */
export const keyKinds: readonly KeyKind[] = [
  {
    pattern: /^rate:/,
    holds: "nothing",
    about: "personal: whose hits are counted is in the key; until the window is over",
  },
  { pattern: /^mirror$/, holds: "rows", about: "personal: pending questions, with who asked; a day" },
  { pattern: /^question:/, holds: "row", about: "personal: a question, with who asked; a day after its end" },
  {
    pattern: /^slot:/,
    holds: "nothing",
    about: "personal: whose question waits is in the key; as long as the question",
  },
  { pattern: /^events$/, holds: "entries", about: "personal: events, with who acted; 30 days" },
  { pattern: /^pending(?::|$)/, holds: "nothing", about: "not: ids of questions, made by the server" },
  { pattern: /^nonce:/, holds: "nothing", about: "not: used random values" },
  { pattern: /^epoch$/, holds: "nothing", about: "not: a random value" },
];

/** The kind of a key, without the prefix. */
export function kindOf(key: string): KeyKind | undefined {
  return keyKinds.find(({ pattern }) => pattern.test(key));
}
