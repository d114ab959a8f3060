import { compileCommandPolicy } from "@moltbot/command-policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const report = (entry: unknown) => compileCommandPolicy({ allowlist: [entry as string] }).entries[0];
const allows = (entry: unknown, line: string) =>
  compileCommandPolicy({ allowlist: [entry as string] }).judge(line).decision === "allow";

describe("what becomes of an entry [R7.1]", () => {
  test.each([
    ["foo *", "live"],
    ["foo a 'b c'", "live"],
    ["node scripts/build.js *", "live"],
    ["bash scripts/deploy.sh", "live"],
    ["cd *", "live"],
    ["npm *", "risky"],
    ["make *", "risky"],
    ["npm run test:*", "risky"],
    ["npm run *", "live"],
    ["", "dead"],
    ["  ", "dead"],
    ["*", "dead"],
    ["g?t *", "dead"],
    ["foo && bar", "dead"],
    ["foo | bar", "dead"],
    ["foo $x", "dead"],
    ["foo > x", "dead"],
    ["X=1 foo", "dead"],
    ["foo 'a", "dead"],
    ["env *", "dead"],
    ["bash *", "dead"],
    ["export *", "dead"],
    ["node *", "dead"],
    ["python3 -m pytest *", "dead"],
  ])("%j is %s", (entry, status) => {
    expect(report(entry)).toMatchObject({ entry, status });
    if (status !== "live") expect(report(entry)?.reason).toMatch(/\.$/);
  });

  test.each([[undefined], [null], [7], [["git *"]], [{}], [{ pattern: 7 }]])(
    "%j is dead and allows nothing",
    (entry) => {
      expect(report(entry)).toMatchObject({ status: "dead", fault: "pattern" });
      expect(allows(entry, "git status")).toBe(false);
    },
  );
});

describe("examples of an entry are checked when it is read [R7.1]", () => {
  test("those that hold", () => {
    const entry = { pattern: "foo *", match: ["foo", "foo a | foo b"], notMatch: ["bar", "foo $x", "foo; bar"] };
    expect(report(entry)).toEqual({ entry: "foo *", status: "live" });
    expect(allows(entry, "foo a")).toBe(true);
  });

  test.each([
    [{ pattern: "foo *", match: ["bar"] }, /"bar" should be allowed/],
    [{ pattern: "foo *", notMatch: ["foo x"] }, /"foo x" should not be allowed/],
    [{ pattern: "foo *", match: "foo" }, /must be lists/],
    [{ pattern: "foo *", match: [7] }, /should be allowed/],
  ])("%j does not hold, so that the entry allows nothing", (entry, reason) => {
    expect(report(entry)).toMatchObject({ status: "dead", reason: expect.stringMatching(reason), fault: "examples" });
    expect(allows(entry, "foo a")).toBe(false);
  });

  test("a broken entry takes nothing from the others", () => {
    const policy = compileCommandPolicy({ allowlist: [{ pattern: "foo *", match: ["no"] }, "foo a"] });
    expect(policy.judge("foo a")).toMatchObject({ decision: "allow", commands: [{ rule: "foo a" }] });
    expect(policy.judge("foo b").decision).toBe("ask");
  });
});

test("the most exact entry is named, whatever the order [R0.5]", () => {
  const allowlist = ["foo *", "foo a *", "foo a b"];
  for (const order of [allowlist, allowlist.toReversed()]) {
    const { judge } = compileCommandPolicy({ allowlist: order });
    expect(judge("foo a b").commands[0]?.rule).toBe("foo a b");
    expect(judge("foo a c").commands[0]?.rule).toBe("foo a *");
    expect(judge("foo c").commands[0]?.rule).toBe("foo *");
  }
});

const name = fc.constantFrom("foo", "bar", "git", "npm", "sh", "env");
const word = fc.constantFrom("a", "b", "-c", "--x=1", "'a b'", "*", "&&", "$x", "status");
const line = fc.tuple(name, fc.array(word, { maxLength: 4 })).map(([first, rest]) => [first, ...rest].join(" "));

test("an entry that is added never takes anything away, and order does not matter [R7.1]", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), line, line, (allowlist, added, asked) => {
      const before = compileCommandPolicy({ allowlist }).judge(asked).decision;
      const after = compileCommandPolicy({ allowlist: [...allowlist, added] }).judge(asked).decision;
      const turned = compileCommandPolicy({ allowlist: [added, ...allowlist.toReversed()] }).judge(asked).decision;
      if (before === "allow") expect(after).toBe("allow");
      expect(turned).toBe(after);
      if (allowlist.length === 0) expect(before).not.toBe("allow");
    }),
    { numRuns: 3_000 },
  );
});
