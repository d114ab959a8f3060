import { parseCommand } from "@moltbot/command-policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** The words of every command, in order, or the reason. */
function read(line: string): string[][] | string {
  const parsed = parseCommand(line);
  if (!parsed.ok) return parsed.because;
  return parsed.pipelines.flatMap(({ commands }) => commands.map(({ argv }) => [...argv]));
}

describe("what the strict reader models [R7.2]", () => {
  test.each<[string, string[][]]>([
    ["git status", [["git", "status"]]],
    ["  git\t status  ", [["git", "status"]]],
    ["git status\n", [["git", "status"]]],
    ["\n\ngit status", [["git", "status"]]],
    ["a; b;", [["a"], ["b"]]],
    ["a && b || c", [["a"], ["b"], ["c"]]],
    ["a &&\n b", [["a"], ["b"]]],
    ["a |\n# why\n b", [["a"], ["b"]]],
    ["a|b|c", [["a"], ["b"], ["c"]]],
    ["a # b; c", [["a"]]],
    ["a#b", [["a#b"]]],
    ["a;#b\nc", [["a"], ["c"]]],
    ["a ''", [["a", ""]]],
    [`a 'b c' "d e" f\\ g`, [["a", "b c", "d e", "f g"]]],
    [`a "\\$x \\\`y\\\` \\"z\\" \\\\ \\n"`, [["a", '$x `y` "z" \\ \\n']]],
    [`a 'it'\\''s'`, [["a", "it's"]]],
    [`a "^b$" "c $ d"`, [["a", "^b$", "c $ d"]]],
    ["a 'x\ny'", [["a", "x\ny"]]],
    ["a HEAD^{commit} stash@{0} {} x{a}", [["a", "HEAD^{commit}", "stash@{0}", "{}", "x{a}"]]],
    ["a HEAD~1 b~", [["a", "HEAD~1", "b~"]]],
    ["a x=y --b=c d:e !f %g @h +i ^j", [["a", "x=y", "--b=c", "d:e", "!f", "%g", "@h", "+i", "^j"]]],
    ["a if then [[ ! { }", [["a", "if", "then", "[[", "!", "{", "}"]]],
    [`"if" x`, [["if", "x"]]],
    ["a 2>&1", [["a"]]],
    ["a >&2 b", [["a", "b"]]],
    ["2>/dev/null a", [["a"]]],
    ["a > /dev/null 2>&1", [["a"]]],
    [`a >"/dev/null"x`, "> writes to a file" as unknown as string[][]],
    ["a b2>&1", [["a", "b2"]]],
    ["a src/*.ts [x] y?", [["a", "src/*.ts", "[x]", "y?"]]],
    [`a "tài liệu" đ`, [["a", "tài liệu", "đ"]]],
    ["a \\é \\😀", [["a", "é", "😀"]]],
  ])("%j", (line, commands) => expect(read(line)).toEqual(commands));
});

describe("what needs a person [R7.2]", () => {
  test.each([
    "a $b",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the expansion is the point
    "a ${b}",
    'a "$b"',
    'a "$(b)"',
    'a "$[1]"',
    "a $'b'",
    'a $"b"',
    "a `b`",
    'a "`b`"',
    "a $",
    "a\\\nb",
    'a "b\\\nc"',
    "a & b",
    "a &",
    "a |& b",
    "(a)",
    "a (b)",
    "a; (b)",
    "f() { a; }",
    "{ a; }",
    "! a",
    "time a",
    "coproc a",
    "[[ a ]]",
    "if a; then b; fi",
    "for x in a; do b; done",
    "while a; do b; done",
    "case a in b) c;; esac",
    "a | while b; do c; done",
    "x=1",
    "x=1 a",
    "x+=1 a",
    "x[1]=2 a",
    "a > b",
    "a >> /dev/null",
    "a >| b",
    "a 1<> b",
    "a < b",
    "a <<< b",
    "a << b\nb",
    "a 3>&1",
    "a 12>&1",
    "a 2>&1x",
    "a >&b",
    "a 2>&-",
    "a {b}>/dev/null",
    "a {b}>&1",
    "a >/dev/nullx",
    "a >/dev/null/../x",
    "> /dev/null",
    "a {b,c}",
    "a {1..3}",
    "a x{b,c}y",
    "a ~",
    "a ~/b",
    "a x=~/b",
    "a b:~",
    "a;; b",
    "; a",
    "a ; ; b",
    "a && && b",
    "a &&",
    "a ||",
    "a | ",
    "a)",
    "cur? x",
    "/usr/bin/cur* x",
    "a\u00a0b",
    `a${" | a".repeat(51)}`,
    `a${"; a".repeat(51)}`,
  ])("%j", (line) => expect(parseCommand(line)).toMatchObject({ ok: false, hopeless: false }));
});

describe("what nobody is asked about [R7.2] [R7.4]", () => {
  test.each([
    "",
    " \t\n",
    "# nothing",
    "a 'b",
    'a "b',
    "a \\",
    "a\rb",
    "a\r\nb",
    "a\u0000",
    "a\u0007",
    "a \u001b[31m",
    "a\u007f",
    "a\u0085b",
    "a\u200bb",
    "a\u202eb",
    "a\u2028b",
    "a\u3164",
    "a\u00adb",
    "a\ufe0f",
    "a\u2800b",
    "a \ud800",
    "a \udb40\udc72",
    "gіt status",
    "ｇit status",
    `a ${"b".repeat(16_384)}`,
    `a ${"é".repeat(8_192)}`,
  ])("%j", (line) => expect(parseCommand(line)).toMatchObject({ ok: false, hopeless: true }));

  test("a line of 16 KiB is still read", () => {
    expect(parseCommand(`a ${"b".repeat(16_382)}`).ok).toBe(true);
  });
});

test("says where the trouble is [R7.6]", () => {
  expect(parseCommand("git log $HOME")).toMatchObject({ at: 8 });
  expect(parseCommand("a && b\u202e")).toMatchObject({ at: 6, because: expect.stringContaining("U+202E") });
  expect(parseCommand("a &> b")).toMatchObject({ at: 2, because: "&> does not mean the same to all shells" });
});

const hostile = fc.string({
  unit: fc.constantFrom(..."ab01 \t\n'\"\\$`&|;<>(){}[]*?~=#!:,.-/%é\u00a0\u202e\r"),
  maxLength: 60,
});

test("never throws, and points into the line [R7.2]", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 60 })), (line) => {
      const parsed = parseCommand(line);
      if (parsed.ok) return;
      expect(parsed.because).not.toBe("");
      expect(parsed.at).toBeGreaterThanOrEqual(0);
      expect(parsed.at).toBeLessThanOrEqual(line.length);
    }),
    { numRuns: 5_000 },
  );
});

test("reads back words that were quoted, whatever they hold [R7.2] [R7.4]", () => {
  const word = fc.string({ unit: fc.constantFrom(..."ab '\"\\$`&|;<>(){}*?~=#!é\n"), maxLength: 12 });
  const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (args) => {
      expect(read(["cmd", ...args.map(quote)].join(" "))).toEqual([["cmd", ...args]]);
    }),
    { numRuns: 2_000 },
  );
});
