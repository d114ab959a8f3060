/** Programs that exist nowhere; the recorder answers for them. */
export const made: readonly string[] = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"];

/** Names that a shell could take for something else, as the words of an entry must spell them. */
export const odd: readonly string[] = [
  "echo",
  "printf",
  "test",
  "true",
  "false",
  "pwd",
  "kill",
  "git",
  "npm",
  "ls",
  "1",
  "2",
  "12",
  "c-0",
  "c.0",
  "c+",
  "c#",
  "c{}",
  "c@0",
  "%1",
  "%c",
  "-",
  "-c",
  "+",
  "@",
  ",",
  "^",
  "{}",
  "}x",
  "'['",
  "'if'",
  "'then'",
  "'!'",
  "'{'",
  "'}'",
  "'[['",
  "'function'",
  "'coproc'",
  "'#c'",
  "'~'",
  "'c 0'",
  "'$c'",
  "'c;0'",
];

/** The recorder answers these with 1, every other name with 0. */
export const failing: ReadonlySet<string> = new Set(["c8", "c9", "false"]);

/** Whatever the generator calls may run, so that only what the line does besides that decides. */
export const allowlist: readonly string[] = ["cd", ...made, ...odd].map((name) => `${name} *`);
