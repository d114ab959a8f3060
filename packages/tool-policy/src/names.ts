/** Longest name of a tool that is looked at, in characters. */
export const longestName = 256;

const plain = /^[a-z0-9_.:/@-]+$/;
const anyCase = /^[A-Za-z0-9_.:/@-]+$/;
/** An empty, `.` or `..` part between slashes: a path, not a name. */
const oddPart = /(?:^|\/)\.{0,2}(?:\/|$)/;
const group = "group:";

/** Whether lower-case text can be the name of a tool. */
export function isName(text: string): boolean {
  return text.length <= longestName && plain.test(text) && !oddPart.test(text) && !text.startsWith(group);
}

/**
 * Lower-case names of at least `shortestSimple` of these characters are the names of tools as they stand: no part of a
 * path, no group.
 */
export const simpleGlyphs = "abcdefghijklmnopqrstuvwxyz0123456789_.@-";
export const shortestSimple = 3;

/** A called name without surrounding blanks and case, or undefined when it cannot name a tool. */
export function readName(called: unknown): string | undefined {
  if (typeof called !== "string" || called.length > longestName) return undefined;
  const name = plain.test(called) ? called : fold(called);
  return name === undefined || oddPart.test(name) || name.startsWith(group) ? undefined : name;
}

/** ASCII only: a lower-cased KELVIN SIGN is a `k`. */
function fold(called: string): string | undefined {
  const bare = trimBlanks(called);
  return anyCase.test(bare) ? bare.toLowerCase() : undefined;
}

/** Removes ASCII blanks and line ends at both ends, and nothing invisible. */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
}

/** Why something is not a tool's name, as one sentence. */
export function whyNoName(called: unknown): string {
  if (typeof called !== "string") return "A tool is called by a text.";
  if (trimBlanks(called) === "") return "The name is blank.";
  if (called.length > longestName) return `The name is longer than ${longestName} characters.`;
  if (/[^\x20-\x7e]/.test(trimBlanks(called))) return "The name has invisible characters or letters outside ASCII.";
  const name = fold(called);
  if (name === undefined) return "The name has characters other than letters, digits and _ - . : / @.";
  return name.startsWith(group) ? "The name is a group's, not a tool's." : "The name reads like a path.";
}

/** Whether a part of a pattern between slashes is one that no name has. */
export function hasOddPart(text: string): boolean {
  return oddPart.test(text);
}
