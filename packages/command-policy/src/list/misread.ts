// Where the parser (unbash 6.0.4) and bash are known to differ, found by comparing them on generated lines.
const misread: readonly RegExp[] = [
  // `a 1<(b)`, `a {c}<(b)`: the parser takes the word for text.
  /[\d}][<>]\(/,
  // `a <(b)#; c`: the parser begins a comment inside a word.
  /[<>]\([\s\S]*\)(\\\n)*#/,
  // `a >& '$(b)'`: bash expands the target twice.
  /[<>]&(?!\s*(\d+|-)([\s;|&<>()]|$))/,
];

/** Whether the list of a line's commands may lack some: whoever decides should know. */
export function isMisread(line: string): boolean {
  return misread.some((pattern) => pattern.test(line));
}
