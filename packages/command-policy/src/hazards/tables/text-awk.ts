import type { Check, Grammar } from "../grammar.ts";
import { loads, network, runs, writes } from "../reasons.ts";
import { options } from "./files-parts.ts";

const token = /"(?:\\.|[^"\\\n])*"|[ \t]+|[\w.]+|&&|\|\||[\s\S]/y;
/** A bracket must be read alike by awks that let it hide a slash and by those that do not. */
const regex = /\/(?!=)(?:\\.|\[(?!\^?\])(?:\[:\w+:\]|\\[^\]\n]|[^\][\\\n/])*\]|[^\\\n[/])+\//y;

/**
 * Whether an awk program can do no more than print. Words that run, read or show more are looked for in the plain
 * text, whatever they are part of; only if there is a `>` or `|`, the program is taken apart.
 */
export const awkProgram: Check = (program) => {
  if (!/[\\>|@]|system|getline|ENVIRON|SYMTAB|ARGV/.test(program)) return undefined;
  if (/system|getline|\\\n/.test(program)) return runs;
  if (/ENVIRON|SYMTAB|ARGV/.test(program)) return "may read more than its input";
  return /[>|@]/.test(program.replaceAll("||", "")) ? readTokens(program) : undefined;
};

function readTokens(program: string): string | undefined {
  let braces = 0;
  let parens = 0;
  let before = ";";
  for (let at = 0; at < program.length; ) {
    // A slash begins a regular expression only where nothing could be divided.
    const kind = program[at] === "/" && /[{}(,;!~&|\n]$/.test(before) ? regex : token;
    kind.lastIndex = at;
    const text = kind.exec(program)?.[0] ?? "";
    if (text === "" || (kind === token && /^["/|@#\\]$/.test(text))) return `${runs}, or can't be read with certainty`;
    if (text === ">" && braces > 0 && parens < 1) return writes;
    if (text === "(" || text === ")") parens += text === "(" ? 1 : -1;
    if (text === "{" || text === "}") braces += text === "{" ? 1 : -1;
    at += text.length;
    if (text.trim() !== "" || text === "\n") before = text;
  }
  return undefined;
}

export const awk: Grammar = {
  safe: options("SPVh", "vF", "assign= field-separator= sandbox posix"),
  ask: { "-f --file -E --exec -i --include -l --load": loads, "-o -p -d": writes },
  // gawk takes /inet/tcp/… for a connection.
  operands: ([program = "", ...files], place) =>
    files.some((file) => file.startsWith("/inet")) ? network : awkProgram(program, place),
};
