/**
 * Whether text to a stream is coloured: at a terminal that can, unless `NO_COLOR` is set to anything
 * (https://no-color.org).
 */
export function wantsColor(
  stream: { readonly tty: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: no, TERM: term } = env;
  return stream.tty && (no === undefined || no === "") && term !== "dumb";
}
