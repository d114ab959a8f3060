import { messageOf } from "@moltbot/core";
import { RE2JS } from "re2js";
import { findName, foldName } from "./find-name.ts";

/** A pattern that fits nothing, and why. */
export interface MentionProblem {
  readonly pattern: string;
  readonly reason: string;
  readonly instead: string;
}

/** Mention patterns, compiled once. */
export interface CompiledMentions {
  /** The first pattern that the text holds, as it was written. Time grows with the text only, whatever the pattern. */
  find(text: string): string | undefined;
  readonly problems: readonly MentionProblem[];
}

/** Longest pattern, in UTF-16 units. */
export const longestPattern = 200;
/** How much of a message is looked at, in UTF-16 units: more than any platform sends at once. */
export const longestText = 16_384;
// Time per character of a text grows with it.
const largestProgram = 1_000;

const expression = /^\/(?<source>.+)\/(?<flags>[a-z]*)$/su;

type Finder = (own: string, folded: string) => boolean;

/**
 * Compiles `mentionPatterns` (SPEC R5.1). A pattern is a name that must stand by itself in the text, compared under NFC
 * and ASCII case: `@bot` is not in `@botfoo`, `x@bot` or `@bot-helper`. `/…/` and `/…/i` are regular expressions of RE2
 * syntax, run by an engine without backtracking. Quoted lines and code do not count. What cannot be compiled is in
 * `problems` and fits nothing.
 */
export function compileMentions(patterns: readonly unknown[]): CompiledMentions {
  const compiled: { readonly pattern: string; readonly fits: Finder }[] = [];
  const problems: MentionProblem[] = [];
  for (const pattern of patterns) {
    const result = compile(pattern);
    if (typeof result === "function") compiled.push({ pattern: String(pattern), fits: result });
    else problems.push(result);
  }
  return {
    problems,
    find(text) {
      if (compiled.length === 0) return undefined;
      const own = ownWords(text.slice(0, longestText));
      const folded = foldName(own);
      return compiled.find(({ fits }) => fits(own, folded))?.pattern;
    },
  };
}

function compile(pattern: unknown): Finder | MentionProblem {
  if (typeof pattern !== "string" || pattern.trim() === "") {
    return problem(String(pattern), "It is empty, or no text.", "Write the name that people use, such as @bot.");
  }
  if (pattern.length > longestPattern) {
    const shown = `${pattern.slice(0, 40)}…`;
    return problem(shown, `It is longer than ${longestPattern} characters.`, "Write several shorter patterns.");
  }
  const parts = expression.exec(pattern.trim())?.groups;
  if (parts !== undefined) return compileExpression(pattern, parts["source"] ?? "", parts["flags"] ?? "");
  const name = foldName(pattern.trim());
  return (_, folded) => findName(folded, name);
}

function compileExpression(pattern: string, source: string, flags: string): Finder | MentionProblem {
  if (flags !== "" && flags !== "i") {
    return problem(pattern, `"${flags}" are no flags here.`, "Write /…/ or /…/i.");
  }
  try {
    const engine = RE2JS.compile(source, flags === "i" ? RE2JS.CASE_INSENSITIVE : 0);
    if (engine.programSize() > largestProgram) {
      return problem(pattern, "It is too large once its repetitions are written out.", "Use smaller counts in {…}.");
    }
    if (engine.matcher("").find()) {
      return problem(pattern, "It fits the empty text, and so every message.", "Use requireMention: false for that.");
    }
    return (own) => engine.matcher(own).find();
  } catch (error) {
    const reason = `It is no expression of RE2 syntax: ${messageOf(error)}.`;
    return problem(
      pattern,
      reason,
      "Look-around and back-references do not exist there. Leave the slashes out for a plain name.",
    );
  }
}

function problem(pattern: string, reason: string, instead: string): MentionProblem {
  return { pattern, reason, instead };
}

// What somebody quotes or shows as code was said by others, or to nobody.
function ownWords(text: string): string {
  const lines: string[] = [];
  let fenced = false;
  for (const line of text.split("\n")) {
    if (/^\s*(?:```|~~~)/u.test(line)) fenced = !fenced;
    else if (!fenced && !/^\s*>/u.test(line)) lines.push(line.replace(/`[^`]*`/gu, " "));
  }
  return lines.join("\n");
}
