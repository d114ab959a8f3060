import type { Random } from "./random.ts";

// Fragments that run something where a shell does not see that they are quoted.
const hostile = [
  "$(c1)",
  "`c1`",
  "; c1",
  "| c1",
  "&& c1",
  "& c1",
  "> f",
  "< f",
  "<(c1)",
  ">(c1)",
  "\nc1\n",
  `\${x}`,
  "$x",
  "$",
  "$((1))",
  `\${x:-$(c1)}`,
  "{a,b}",
  "{1..3}",
  "~",
  "*",
  "?",
  "[a]",
  "#",
  "!",
  "!!",
  "\\",
  "\\\\",
  "\\n",
  " ",
  "  ",
  "\t",
  "(",
  ")",
  "a",
  "c1",
  "é",
  "日本",
  "🦀",
  "-",
  "=",
  ",",
  "..",
];

const bare = [
  ..."a b 1 2 x.y a=b a= = x==y a:b : @{u} HEAD^{commit} HEAD~1 a~b {} {a} a{b } ] ^ ^x % %s + , . .. ... - -- -x".split(
    " ",
  ),
  ..."--long --long=v -n1 x#y a#'b' a!b ! @ @a é 日本 🦀 a]b a} {a}b stash@{0} a-b_c 2 1 if then fi do time { }".split(
    " ",
  ),
  ..."c1 c9 echo cd a^b x=~y https:b a,b a..b".split(" "),
];

const globs = ["a*", "a?b", "a[bc]d", "a[", "x*y*", "-- *", "-- ?", "-- [a-z]*", "a**", "c[!a]", "a]*"];

const escapable = " \t$`\"'\\;|&<>(){}[]*?#~!=,.-^%@abné日🦀1".split(/(?:)/u);

/** A word that no shell expands: it becomes the same argument wherever it stands. */
export function tameWord(random: Random): string {
  if (random.chance(45)) return random.pick(bare);
  if (random.chance(8)) return random.pick(globs);
  if (random.chance(6)) return random.pick(["''", '""', "''''", "\"\"''"]);
  return random.many(1, 3, () => tamePiece(random)).join("");
}

function tamePiece(random: Random): string {
  switch (random.int(6)) {
    case 0:
      return `'${text(random).replaceAll("'", "")}'`;
    case 1:
      return `"${text(random).replaceAll(/[$`"\\]/g, "\\$&")}"`;
    case 2:
      return `"${text(random).replaceAll(/[$`"\\]/g, "")}"`;
    case 3:
      return random.many(1, 2, () => `\\${random.pick(escapable)}`).join("");
    case 4:
      return random.pick(['"$"', '"a$ b"', '"\\a\\n"', '"\\\'"', "'\"'", '"\'"', "'\\'", '"!"', "'a'\\''b'"]);
    default:
      return random.pick(bare);
  }
}

function text(random: Random): string {
  return random.many(0, 3, () => random.pick(hostile)).join("");
}

const expansions = [
  "$x",
  "$1",
  "$@",
  "$*",
  "$?",
  "$$",
  "$!",
  "$-",
  "$#",
  `\${x}`,
  `\${x:-a}`,
  `\${x:=a}`,
  `\${x+a}`,
  `\${#x}`,
  `\${x//a/b}`,
  `\${x@P}`,
  `\${!x}`,
  "$HOME",
  "$'a\\nb'",
  "$'c\\x31'",
  '$"a"',
  "$((1+1))",
  "$[1+1]",
  "~",
  "~+",
  "a=~",
  "a:~",
  "a=b:~",
  "{a,b}",
  "a{b,c}d",
  "{1..3}",
  "{a..c}",
  "{a,'b c'}",
  "{,}",
  "{a{b,c}}",
  "@{a,b}",
  "*",
  "?",
  "[a]",
  "*(a)",
  "?(a)",
  "@(a|b)",
  "!(a)",
  "a\\\nb",
  "\\\n",
  '"a\\\nb"',
  "a\rb",
  "\r",
  "a\u00a0b",
  "\u3000",
  "a\u200bb",
  "a[1]=b",
  "a=(b c)",
  "$",
  "a$",
  "$a$b",
  "'",
  '"',
  "`",
  "\\",
  "(",
  ")",
  "&",
];

/** A word that a shell expands, splits, refuses or takes for something else. `inner` makes a list of commands. */
export function wildWord(random: Random, inner: () => string): string {
  if (random.chance(60)) return random.pick(expansions);
  const list = inner();
  return random.pick([
    `$(${list})`,
    `"$(${list})"`,
    `a$(${list})b`,
    `\`${list.replaceAll(/[\\`]/g, "\\$&")}\``,
    `"\`${list.replaceAll(/[\\`]/g, "\\$&")}\`"`,
    `\${x:-$(${list})}`,
    `"\${x:-$(${list})}"`,
    `"\${x:=\`${list}\`}"`,
    `<(${list})`,
    `>(${list})`,
    `$((a[$(${list})]))`,
    `\${a[$(${list})]}`,
    `$( ${list}; )`,
    `{a,$(${list})}`,
    `'a'$(${list})"b"`,
  ]);
}
