import { plainText } from "@moltbot/core";
import type { Sink } from "../io.ts";
import { cut, pad } from "./cut.ts";
import { paint } from "./style.ts";

/** `name  value` lines for one thing, values aligned; absent values are left out. `whole`: nothing is cut. */
export function fields(
  to: Sink,
  lines: readonly (readonly [name: string, value: string | undefined])[],
  o: { whole?: boolean } = {},
): string {
  const shown = lines.filter((line): line is readonly [string, string] => line[1] !== undefined && line[1] !== "");
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => {
      const text = plainText(value, o.whole === true ? 20_000 : 500);
      const left = o.whole === true || to.columns === undefined ? text : cut(text, Math.max(8, to.columns - width - 2));
      return `${paint(to, "dim", pad(name, width))}  ${left}\n`;
    })
    .join("");
}
