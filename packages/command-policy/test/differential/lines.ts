import { compound } from "./compound.ts";
import { made, odd } from "./names.ts";
import type { Random } from "./random.ts";
import { tameWord, wildWord } from "./words.ts";

/** Makes lines. `wildness` is the share, in percent, of parts that only a shell understands. */
export interface Grammar {
  readonly random: Random;
  readonly wildness: number;
  /** How many levels may still be nested. */
  readonly depth: number;
  /** Bodies of here-documents that the next end of a line must bring. */
  readonly bodies: string[];
}

const tameRedirects = [
  "2>&1",
  ">&2",
  "1>&2",
  ">/dev/null",
  "2>/dev/null",
  "> /dev/null",
  "1>\t/dev/null",
  "2>&2",
  ">&1",
];
const wildRedirects = [
  ..."2>&1x 12>&1 3>&1 2>&- >&- 1>&2- >f >>f <f <>f >|f &>f &>/dev/null >&f >&/dev/null 2>f 0</dev/null".split(" "),
  ..."{fd}>/dev/null {a[0]}>/dev/null {fd}>&1 {fd}>&- </dev/null <&0 >/dev/nullx >/dev/null'' >/dev/null'x' >&$x".split(
    " ",
  ),
  ...">/dev/'null' >/dev/null{,} >'/dev/null' >/dev/nul\\l \\2>&1 2''>&1 '2'>&1 x2>&1 2>&1>&2 >/dev/null2>&1".split(
    " ",
  ),
  ...[
    "<<<a",
    "<<< 'a b'",
    "<<<$(c1)",
    ">& 2",
    "2>& 1",
    ">& /dev/null",
    "> $x",
    ">&2'x'",
    ">&\\2",
    ">&'2'",
    "2 >&1",
    "> >(c1)",
  ],
];

/** A list of commands: the line without what may surround it. */
export function list(grammar: Grammar, most = 4): string {
  const { random } = grammar;
  let line = pipeline(grammar);
  for (let more = random.int(most); more > 0; more -= 1) line += separator(grammar) + pipeline(grammar);
  return line;
}

function pipeline(grammar: Grammar): string {
  const { random } = grammar;
  let line = command(grammar);
  while (random.chance(20)) {
    line += wild(grammar)
      ? random.pick(["|&", " |& ", "|||", "| |"])
      : random.pick(["|", " | ", " |", "|\n", "| # it's\n"]);
    line += command(grammar);
  }
  return line;
}

function command(grammar: Grammar): string {
  if (grammar.depth > 0 && wild(grammar)) return nested(grammar);
  return simple(grammar);
}

function nested(grammar: Grammar): string {
  const inside = deeper(grammar);
  const [one, word] = [() => list(inside, 2), () => argument(inside)];
  return compound(grammar.random, { one, word, simple: () => simple(inside) });
}

/** One command with words and redirections. */
function simple(grammar: Grammar): string {
  const { random } = grammar;
  const parts = [name(grammar), ...random.many(0, 4, () => argument(grammar))];
  if (random.chance(25)) parts.splice(random.int(parts.length + 1), 0, redirect(grammar));
  if (random.chance(5)) parts.push(redirect(grammar));
  if (wild(grammar) && random.chance(15))
    parts.unshift(random.pick(["a=b", "a=", "a+=b", "a[0]=b", "a=$(c1)", "A=(c1 c2)"]));
  let line = parts[0] ?? "";
  for (const part of parts.slice(1)) {
    const glued = /^[<>]/.test(part) && random.chance(50);
    line += (glued ? "" : random.pick([" ", " ", " ", "  ", "\t"])) + part;
  }
  return line;
}

function name(grammar: Grammar): string {
  const { random } = grammar;
  if (wild(grammar) && random.chance(10)) return argument(grammar);
  if (wild(grammar) && random.chance(10))
    return random.pick(["!", "time", "time -p", "! time", "command", "builtin", "eval", ":"]);
  if (random.chance(3)) return random.pick(odd);
  const plain = random.pick(made);
  if (random.chance(80)) return plain;
  const [first, last] = plain;
  return random.pick([
    `"${plain}"`,
    `'${plain}'`,
    `\\${plain}`,
    `${first}\\${last}`,
    `${first}''${last}`,
    `""${plain}`,
    `${first}"${last}"`,
  ]);
}

function argument(grammar: Grammar): string {
  const { random } = grammar;
  if (!wild(grammar)) return tameWord(random);
  const nested = deeper(grammar);
  return wildWord(random, () => (grammar.depth > 0 ? list({ ...nested, wildness: 20 }, 2) : "c2"));
}

function redirect(grammar: Grammar): string {
  const { random, bodies } = grammar;
  if (!wild(grammar)) return random.pick(tameRedirects);
  if (random.chance(80)) return random.pick(wildRedirects);
  const quoted = random.chance(50);
  const end = random.pick(["E", "EOF", "a b"]);
  const body = random.pick(["a\n", "", "$(c3)\n", "`c3`\n", "c3\n", "'\n", `\${x:-$(c3)}\n`, "\\$(c3)\n"]);
  const strip = random.pick(["", "-"]);
  bodies.push(`${body}${strip === "" ? "" : "\t"}${end}\n`);
  return `<<${strip}${quoted || end.includes(" ") ? `'${end}'` : end}`;
}

function separator(grammar: Grammar): string {
  const { random } = grammar;
  if (grammar.bodies.length > 0 && random.chance(70)) return flush(grammar);
  if (wild(grammar))
    return random.pick([
      "&",
      " & ",
      ";;",
      "; ;",
      "&&&",
      "& &",
      "\n&&",
      ";&",
      "\\\n",
      " \\\n",
      "\r\n",
      "#;",
      ") ",
      "&>",
    ]);
  return random.pick([
    ";",
    "; ",
    " ; ",
    "&&",
    " && ",
    "||",
    " || ",
    "\n",
    "\n\n",
    " # it's\n",
    " &&\n",
    " || # c1\n",
    ";\n",
    "\t;\t",
    " #;\n ",
  ]);
}

/** The end of a line, and the here-documents that wait for it. */
export function flush({ bodies }: Grammar): string {
  const waiting = bodies.join("");
  bodies.length = 0;
  return `\n${waiting}`;
}

/** Whether the next part is one that only a shell understands. */
function wild({ random, wildness }: Grammar): boolean {
  return wildness > 0 && random.chance(wildness);
}

function deeper(grammar: Grammar): Grammar {
  return { ...grammar, depth: grammar.depth - 1 };
}
