import JSON5 from "json5";
import { isTree } from "./tree.ts";

/** The parsed value, or why and where the text is no JSON5. */
export type ReadResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly offset: number; readonly message: string; readonly hint: string };

const maxLength = 1_000_000;
const maxDepth = 64;

/** Parses JSON5 text. Never throws. */
export function readText(text: string): ReadResult {
  const refuse = (message: string, hint: string, offset = 0): ReadResult => ({ ok: false, offset, message, hint });
  if (text.length > maxLength) return refuse("the file is larger than 1 MB", "Is this the right file?");
  if (text.trim() === "")
    return refuse("the file is empty", "Write {} for the defaults; an empty file is often one that was cut off.");
  const separator = text.search(/[\u2028\u2029]/);
  if (separator >= 0)
    return refuse("there is an invisible line separator here", "Delete it and type the line again.", separator);
  let value: unknown;
  try {
    value = JSON5.parse(text);
  } catch (error) {
    return refuse(...describe(text, error));
  }
  if (!isTree(value)) return refuse("the file must hold one block of settings in { }", "Begin with { and end with }.");
  if (depth(value) > maxDepth)
    return refuse(`the settings are nested more than ${maxDepth} deep`, "Is this the right file?");
  return { ok: true, value };
}

function describe(text: string, error: unknown): [string, string, number] {
  const { lineNumber, columnNumber } = error as { lineNumber?: unknown; columnNumber?: unknown };
  const line = typeof lineNumber === "number" ? lineNumber : 1;
  const column = typeof columnNumber === "number" ? columnNumber : 1;
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf("\n", start) + 1;
  const offset = Math.max(0, Math.min(start + column - 1, text.length));
  const found = text.codePointAt(offset);
  if (found === undefined)
    return ["the text ends too early", "Is a closing } or ] or quote missing?", Math.max(0, text.trimEnd().length - 1)];
  const symbol = String.fromCodePoint(found);
  if (symbol === "\n" || symbol === "\r") return ["the line ends inside a text", "Is a closing quote missing?", offset];
  const shown = /[\p{Cc}\p{Cf}]/u.test(symbol)
    ? `character U+${found.toString(16).padStart(4, "0").toUpperCase()}`
    : `"${symbol}"`;
  return [`${shown} doesn't belong here`, hintFor(symbol), offset];
}

function hintFor(symbol: string): string {
  if (/[“”‘’„«»]/.test(symbol)) return 'Use straight quotes: "text".';
  if (symbol === "}" || symbol === "]") return "Is there one closing bracket too many, or a value missing before it?";
  return "Is a comma missing before it, or are quotes missing around a text?";
}

function depth(value: unknown): number {
  let level: unknown[] = [value];
  let count = 0;
  while (level.length > 0 && count <= maxDepth) {
    count++;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return count;
}
