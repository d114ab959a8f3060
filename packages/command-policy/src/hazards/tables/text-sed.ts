import type { Check, Grammar } from "../grammar.ts";
import { reads, writes } from "../reasons.ts";
import { options } from "./files-parts.ts";

/**
 * A regular expression up to `end`. Some seds let a bracket hide the delimiter and others do not: only brackets
 * that are read alike pass, without the delimiter and with no `]` besides the last.
 */
const regex = (end: string): string =>
  String.raw`(?:\\[^\n]|\[(?!\^?\])(?:\[:\w+:\]|\\[^\]\n]|(?!${end})[^\][\\\n])*\]|(?!${end})[^\\\n[])*`;

const address = String.raw`(?:\d+(?:~\d+)?|\$|/${regex("/")}/[IM]*)[ \t]*`;
const mark = "([!-/:-@^_`|~])";
/** Commands that only print, move and change lines. `e`, `w`, `r` and their like are missing on purpose. */
const commands = [
  "[=dDgGhHnNpPxFz}]",
  String.raw`[lqQ][ \t]*\d*`,
  // A label reaches over } and # to a blank or a semicolon.
  String.raw`[:btT][ \t]*[\w.-]*(?=[ \t]*(?:[;\n]|$))`,
  String.raw`s${mark}${regex(String.raw`\1`)}\1(?:\\[^]|(?!\1)[^\\\n])*\1[gpiImM\d]*`,
  String.raw`y${mark}(?:(?:\\[^\n]|(?!\2)[^\\\n[])*\2){2}`,
  String.raw`[aic][ \t]*(?:\\\n|\\)?[^\\\n]+(?=\n|$)`,
  String.raw`#[^\n]*(?=\n|$)`,
].join("|");
const step = new RegExp(
  String.raw`[\s;]*(?:${address}(?:,[ \t]*(?:${address}|[+~]\d+[ \t]*))?(?:![ \t!]*)?)?` +
    String.raw`(?:\{|(?:${commands})(?=[ \t]*(?:[;\n}]|$)))[\s;]*`,
  "y",
);

/** Whether a sed script can do no more than edit what it prints. */
export const sedScript: Check = (script) => {
  step.lastIndex = 0;
  while (step.lastIndex < script.length) {
    // A failed match also puts the index back to 0.
    if (!step.test(script)) return "has a script that may run, read or write more";
  }
  return undefined;
};

/** The first operand is the script unless an option holds one. */
export const sed: Grammar = {
  safe: options("nErusz", "", "regexp-extended separate unbuffered null-data posix sandbox debug"),
  checked: { "-e --expression": sedScript },
  ask: { "-f --file": reads, "-i -I --in-place": writes },
  operands: ([script], place, checked) =>
    (checked ?? []).length > 0 || script === undefined ? undefined : sedScript(script, place),
};
