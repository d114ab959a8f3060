import { hasUnsafeText } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { showArgv } from "../../src/output/argv.ts";

describe("[R7.6] the words of a command", () => {
  test.each([
    [["git", "log", "--pretty=%h"], "git log --pretty=%h"],
    [["echo", "a b", ""], "echo 'a b' ''"],
    [["echo", "a", "b"], "echo a b"],
    [["echo", "it's"], `echo "it's"`],
    [["echo", 'say "it\'s"'], `echo "say \\"it's\\""`],
    [["echo", "a\\b"], 'echo "a\\\\b"'],
    [["echo", "\u202ex\n"], 'echo "\\u{202e}x\\u{a}"'],
    [["echo", "$(rm)", "*"], "echo '$(rm)' '*'"],
  ])("%j", (argv, shown) => expect(showArgv(argv)).toBe(shown));

  const word = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom("'", '"', "\\", " ", "u", "{", "}", "a", "\n", "\u200b") }),
  );
  const argv = fc.array(word, { minLength: 1, maxLength: 4 });
  test("two commands that differ never look the same, and nothing invisible shows", () => {
    fc.assert(
      fc.property(argv, argv, (a, b) => {
        if (JSON.stringify(a) !== JSON.stringify(b)) expect(showArgv(a)).not.toBe(showArgv(b));
        expect(hasUnsafeText(showArgv(a))).toBe(false);
      }),
    );
  });
});
