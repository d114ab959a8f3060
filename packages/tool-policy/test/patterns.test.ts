import { compileToolPolicy, type ToolPolicyError } from "@moltbot/tool-policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matches } from "./support/naive.ts";

const allows = (pattern: string, tool: string): boolean =>
  compileToolPolicy([{ name: "agent", policy: { allow: [pattern] } }]).decide(tool).allowed;

function errorOf(entry: string): ToolPolicyError {
  try {
    compileToolPolicy([{ name: "agent", source: "agents.list.work.tools", policy: { allow: [entry] } }]);
  } catch (error) {
    return error as ToolPolicyError;
  }
  throw new Error(`${entry} was read`);
}

describe("patterns [R6.1]", () => {
  test.each([
    ["bash*", "bash_login", true],
    ["bash*", "bash", true],
    ["sessions_*", "sessions_list", true],
    ["sessions_*", "session_status", false],
    ["system.{run,notify}", "system.notify", true],
    ["system.{run,notify}", "system.run", true],
    ["system.{run,notify}", "systemxrun", false],
    ["SYSTEM.*", "system.notify", true],
    [" read ", "READ", true],
    ["*", "mcp/files/.hidden", true],
    ["mcp/*", "mcp/files/read", true],
    ["mcp?read", "mcp_read", true],
    ["mcp?read", "mcp/read", false],
    ["v[1-3]", "v2", true],
    ["v[1-3]", "v4", false],
    ["x{,_run}", "x_run", true],
    ["x{,_run}", "x", true],
    ["{a,b{c,d}}_*", "bd_1", true],
    ["*_file*", "my_file", true],
    ["*a*b", "ab_b_a", false],
  ])("%s on %s: %s", (pattern, tool, wanted) => {
    expect(allows(pattern, tool)).toBe(wanted);
  });

  test.each([
    ["system.{run", /does not close/],
    ["system.run}", /did not open/],
    ["system.{run}", /single alternative/],
    ["a,b", /comma outside braces/],
    ["{a,{b,{c,d}}}", /more than 2 deep/],
    ["{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", /more than 64/],
    ["v{1..3,7}", /range in braces/],
    ["{a,}", /alternative that is blank/],
    ["mcp/**", /has \*\* in it/],
    ["@(a|b)", /extended patterns/],
    ["a+", /extended patterns/],
    ["a\\*", /has a \\ in it/],
    ["v[!a]", /class of what is not meant/],
    ["v[z-a]", /runs backwards/],
    ["v[a-Z9-]", /class that cannot be read/],
    ["v[a", /without its partner/],
    ["a]", /without its partner/],
    ["[{a,b}]", /braces in a class/],
    ["a!b", /a ! inside/],
    ["git log", /a blank/],
    ["$HOME", /which no tool's name has/],
    ["a/", /reads like a path/],
    ["../x", /reads like a path/],
    ["ｂash", /outside ASCII/],
    ["ba\u200bsh", /invisible/],
    ["ba\u0007sh", /invisible/],
    ["x".repeat(257), /longer than 256/],
    ["a*".repeat(65), /more than 64 \*/],
  ])("%s is refused with what to write", (entry, message) => {
    const error = errorOf(entry);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('layer "agent" (agents.list.work.tools.allow)');
    expect(error.source).toBe("agents.list.work.tools.allow");
    expect(error.message.endsWith(error.because)).toBe(true);
    expect(error.message).toMatch(/^[\x20-\x7e…]*$/);
    expect(error).toMatchObject({ code: "invalid", layer: "agent", pattern: entry });
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
  });
});

describe("against picomatch [R6.1]", () => {
  const glyph = fc.constantFrom(...Array.from("aaabbc0_.-/:@"));
  const part = fc.oneof(
    { weight: 6, arbitrary: glyph },
    { weight: 3, arbitrary: fc.constantFrom("*", "?") },
    { weight: 1, arbitrary: fc.constantFrom("[ab]", "[a-c]", "[_0]") },
  );
  const piece = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(""));
  const braces = fc.array(piece, { minLength: 2, maxLength: 3 }).map((parts) => `{${parts.join(",")}}`);
  const nested = fc.tuple(piece, braces).map(([first, inner]) => `{${first},${inner}}`);
  const pattern = fc
    .array(fc.oneof({ weight: 4, arbitrary: piece }, braces, nested), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(""))
    .filter((text) => text !== "");
  const name = fc.array(glyph, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));

  test("every pattern that is read matches what picomatch says", () => {
    let compared = 0;
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(name, { minLength: 10, maxLength: 10 }), (one, names) => {
        let policy: ReturnType<typeof compileToolPolicy>;
        try {
          policy = compileToolPolicy([{ name: "agent", policy: { allow: [one] } }], { requires: { apply_patch: [] } });
        } catch {
          return; // refused: nothing to compare
        }
        for (const tool of names.filter((text) => policy.canonical(text) === text)) {
          const wanted = matches(one, tool);
          compared += 1;
          if (wanted) matched += 1;
          expect([one, tool, policy.decide(tool).allowed]).toEqual([one, tool, wanted]);
        }
      }),
      { numRuns: 20_000 },
    );
    expect(compared).toBeGreaterThan(20_000);
    expect(matched).toBeGreaterThan(500);
  });
});
