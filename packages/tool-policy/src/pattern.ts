import { expandBraces, mostAlternatives } from "./braces.ts";
import { invalid, type Place } from "./errors.ts";
import { type GlyphSet, glyphs, setOf } from "./glyphs.ts";
import { hasOddPart, longestName, trimBlanks } from "./names.ts";

/** Most `*` in one pattern. */
export const mostStars = 64;

/** Characters that a name may have at one place, and whether any run may come before. */
export interface Step {
  readonly run: boolean;
  /** Undefined at the end of the name. */
  readonly set: GlyphSet | undefined;
}

/** One name, or a pattern and its steps from left to right; the last one is the end. */
export type Atom = { readonly name: string } | { readonly text: string; readonly steps: readonly Step[] };

const names = /^[a-z0-9_.:/@-]+$/;
const anyGlyph = setOf(glyphs.replace("/", ""));
const parts = /\*|\?|\[([^\][]*)\]|[a-z0-9_.:/@-]/gy;

/**
 * Reads one pattern (SPEC R6.1): `*` any run of characters, `?` one but `/`, `[abc]`, `[a-z]`, `{a,b}`. ASCII case and
 * surrounding blanks do not count. Throws for everything else, with what to write.
 */
export function readPattern(text: string, place: Place): readonly Atom[] {
  const fail = (because: string, hint: string) => invalid(place, text, because, hint);
  if (text.length > longestName) throw fail(`is longer than ${longestName} characters`, "Shorten it, or split it.");
  const bare = trimBlanks(text);
  if (/[^\x20-\x7e]/.test(bare)) {
    throw fail("has invisible characters or letters outside ASCII", "Tools have ASCII names: type the entry anew.");
  }
  const pattern = bare.toLowerCase();
  if (names.test(pattern) && !hasOddPart(pattern)) return [{ name: pattern }];
  if (/\[[^\]]*[{},]/.test(pattern)) throw fail("has braces in a class", "Write [abc] or {a,b,c}.");
  const expansion = expandBraces(pattern);
  if (!expansion.ok) throw fail(expansion.because, expansion.instead);
  return expansion.texts.map((one) => readOne(one, fail));
}

type Fail = (because: string, hint: string) => Error;

function readOne(pattern: string, fail: Fail): Atom {
  if (pattern === "") throw fail("has an alternative that is blank", "Remove the alternative.");
  if (pattern.includes("**")) throw fail("has ** in it", "Write one *: it crosses / as well.");
  if (hasOddPart(pattern)) throw fail("reads like a path", 'No tool has an empty part, "." or ".." between slashes.');
  if (names.test(pattern)) return { name: pattern };
  const steps: Step[] = [];
  let run = false;
  let end = 0;
  let stars = 0;
  for (const match of pattern.matchAll(parts)) {
    const [part, members] = match;
    end = match.index + part.length;
    if (part === "*") {
      run = true;
      stars += 1;
      continue;
    }
    const set = part === "?" ? anyGlyph : setOf(members === undefined ? part : readClass(members, fail));
    steps.push({ run, set });
    run = false;
  }
  if (end < pattern.length) throw unreadable(pattern.charAt(end), fail);
  if (stars > mostStars) throw fail(`has more than ${mostStars} *`, "Remove some.");
  steps.push({ run, set: undefined });
  return { text: pattern, steps };
}

/** The characters of `[…]`. */
function readClass(members: string, fail: Fail): string {
  const hint = "Write letters, digits, _ and ranges such as [a-f] or [0-9]; say what is left out with an entry !….";
  if (members.startsWith("!") || members.startsWith("^")) throw fail("has a class of what is not meant", hint);
  if (!/^(?:[a-z]-[a-z]|[0-9]-[0-9]|[a-z0-9_])+$/.test(members)) throw fail("has a class that cannot be read", hint);
  return members.replace(/(.)-(.)/g, (range, from: string, to: string) => {
    if (from > to) throw fail(`has the range ${range}, which runs backwards`, hint);
    return glyphs.slice(glyphs.indexOf(from), glyphs.indexOf(to) + 1);
  });
}

function unreadable(char: string, fail: Fail): Error {
  const hint = `Names have letters, digits and _ - . : / @; patterns * ? [a-z] {a,b}, up to ${mostAlternatives} alternatives.`;
  if (char === "!")
    return fail("has a ! inside", "A ! stands at the start of an entry and takes away what it matches.");
  if (char === "\\") return fail("has a \\ in it", "Nothing needs one here: leave it out.");
  if ("()+|".includes(char))
    return fail(`has ${char} in it, of extended patterns`, "Write { } and *, or several entries.");
  if ("[]".includes(char)) return fail(`has a ${char} without its partner`, "Write [abc] or [a-z].");
  return fail(`has ${quoteChar(char)}, which no tool's name has`, hint);
}

function quoteChar(char: string): string {
  return char === " " ? "a blank" : `a ${char}`;
}
