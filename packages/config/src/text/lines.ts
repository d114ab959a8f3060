/** A text cut into lines, and where each begins. */
export interface Lines {
  readonly lines: readonly string[];
  /** Line and column (both from 1) of an offset, and how much of `length` is left on that line (at least 1). */
  place(start: number, end: number): { readonly line: number; readonly column: number; readonly length: number };
}

/** Cuts a text into lines. */
export function cutLines(text: string): Lines {
  const lines: string[] = [];
  const starts: number[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\n|\r|$/g)) {
    if (match[0] === "" && match.index < text.length) continue;
    lines.push(text.slice(start, match.index));
    starts.push(start);
    start = match.index + match[0].length;
    if (match[0] === "") break;
  }
  const place = (from: number, to: number): { line: number; column: number; length: number } => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= from) low = middle;
      else high = middle - 1;
    }
    const begin = starts[low] ?? 0;
    const left = (lines[low] ?? "").length - (from - begin);
    return { line: low + 1, column: from - begin + 1, length: Math.max(1, Math.min(to - from, left)) };
  };
  return { lines, place };
}
