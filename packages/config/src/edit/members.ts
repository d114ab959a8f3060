import { type PrintStyle, printKey, printValue } from "./print-value.ts";
import { counts, indentAt, isStrict, newlineOf, type Token, tokensOf, unitOf } from "./tokens.ts";

type Span = readonly [start: number, end: number];

/** Puts another value in the place of one. Comments inside of the old value go with it. */
export function replaceValue(text: string, [start, end]: Span, value: unknown): string {
  const inline = !/[\n\r]/.test(text.slice(start, end)) && text.slice(start, end).trimStart().startsWith("{");
  const style = styleOf(text, tokensOf(text), { indent: indentAt(text, start), inline });
  return text.slice(0, start) + printValue(value, style) + text.slice(end);
}

/** Adds a member at the end of a block, or of a list when it has no key; comments stay where they are. */
export function addMember(text: string, [start, end]: Span, key: string | undefined, value: unknown): string {
  const tokens = tokensOf(text);
  const inside = tokens.filter((token) => token.start > start && token.end < end);
  const last = inside.findLast(counts);
  const close = end - 1;
  const write = (o: { indent: string; inline: boolean }): string => {
    const style = styleOf(text, tokens, o);
    return `${key === undefined ? "" : `${printKey(key, style.strict)}: `}${printValue(value, style)}`;
  };
  if (last === undefined) return addFirst(text, [start, end], { write, comma: isStrict(tokens) ? "" : "," });
  const hasComma = last.raw === ",";
  const newline = inside.find((token) => token.type === "newline" && token.start >= last.end);
  const head = text.slice(0, last.end) + (hasComma ? "" : ",");
  if (newline) {
    const indent = indentAt(text, lineOf(text, last, tokens));
    const entry = newlineOf(text) + indent + write({ indent, inline: false });
    const rest = text.slice(newline.start);
    return head + text.slice(last.end, newline.start) + entry + (hasComma ? "," : "") + rest;
  }
  const at = inside.findLast(({ type }) => type !== "whitespace")?.end ?? close;
  const entry = write({ indent: "", inline: true }) + (hasComma ? "," : "");
  return `${head + text.slice(last.end, at)} ${entry}${text.slice(at)}`;
}

/** The first member of a block that has none, perhaps among comments. */
function addFirst(
  text: string,
  [start, end]: Span,
  { write, comma }: { write(o: { indent: string; inline: boolean }): string; comma: string },
): string {
  const close = end - 1;
  const between = text.slice(start + 1, close);
  const ends = /[\n\r][ \t]*$/.exec(between);
  if (ends === null) {
    const kept = between.trimEnd();
    return `${text.slice(0, start + 1)}${kept} ${write({ indent: "", inline: true })} ${text.slice(close)}`;
  }
  const outer = indentAt(text, close);
  const indent = outer + unitOf(text);
  const at = close - outer.length;
  return `${text.slice(0, at)}${indent}${write({ indent, inline: false })}${comma}${newlineOf(text)}${text.slice(at)}`;
}

/** Where the line begins that the last member of a block ends on. */
function lineOf(text: string, last: Token, tokens: readonly Token[]): number {
  const ending = last.raw === "," ? tokens.findLast((token) => counts(token) && token.end <= last.start) : last;
  return firstOnLine(text, (ending ?? last).start);
}

function firstOnLine(text: string, offset: number): number {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0);
}

/** Takes a member out, with its comma and with the comment that ends its line. */
export function removeMember(text: string, [start, end]: Span): string {
  const tokens = tokensOf(text).filter(({ type }) => type !== "whitespace");
  const next = tokens.find((token) => token.start >= end && counts(token));
  const before = tokens.findLast((token) => token.end <= start && counts(token));
  const own = next?.raw === "," ? next : undefined;
  let stop = own?.end ?? end;
  const lineStart = firstOnLine(text, start) === start ? start - indentAt(text, start).length : undefined;
  const after = tokens.filter((token) => token.start >= stop);
  const comments = after.slice(
    0,
    after.findIndex(({ type }) => type !== "comment"),
  );
  const following = after[comments.length];
  const alone =
    lineStart !== undefined && following?.type === "newline" && !/[\n\r]/.test(text.slice(stop, following.start));
  if (alone) stop = following.end;
  else if (own) stop += /^[ \t]*/.exec(text.slice(stop))?.[0].length ?? 0;
  const from = alone ? lineStart : own ? start : start - (/[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0);
  const [head, tail] = [text.slice(0, from), text.slice(stop)];
  if (/[{[][ \t]*$/.test(head) && /^[ \t]*[}\]]/.test(tail)) return head.trimEnd() + tail.trimStart();
  const shortened = head + tail;
  // The comma before what was the last member would be left over, and strict JSON has none there.
  if (own !== undefined || before?.raw !== ",") return shortened;
  return shortened.slice(0, before.start) + shortened.slice(before.end);
}

function styleOf(text: string, tokens: readonly Token[], o: { indent: string; inline: boolean }): PrintStyle {
  return { ...o, unit: unitOf(text), newline: newlineOf(text), strict: isStrict(tokens) };
}
