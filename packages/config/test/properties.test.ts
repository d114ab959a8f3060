import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { formatProblems, initialConfig, parseConfig } from "../src/index.ts";
import { normalise } from "../src/normalise/normalise.ts";
import { configSchema } from "../src/schema/config.ts";
import { copyTree, isTree, type Tree } from "../src/text/tree.ts";

const fixtures = new URL("./fixtures/seeds/", import.meta.url);
const texts = [initialConfig(), ...readdirSync(fixtures).map((name) => readFileSync(new URL(name, fixtures), "utf8"))];

function expectPlaced(text: string): void {
  const result = parseConfig(text);
  const lines = text.split(/\r\n|\n|\r/);
  const found = result.ok ? result.warnings : result.problems;
  if (!result.ok) expect(found.length).toBeGreaterThan(0);
  for (const { line, column, length, message } of found) {
    expect(message).not.toBe("");
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column - 1).toBeLessThanOrEqual((lines[line - 1] ?? "").length);
    expect(length).toBeGreaterThanOrEqual(1);
  }
  if (!result.ok) expect(formatProblems(result.problems, text)).toContain("problem");
}

const pieces = fc.constantFrom(
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "'",
  "\n",
  "\r\n",
  "\u2028",
  "//",
  "/*",
  "*/",
  "\\",
  "__proto__",
  "null",
  "NaN",
  "-1",
  "1e999",
  "$",
  "{A}",
  "telegram",
  "allowFrom",
  "groups",
  "*",
  "\u0000",
  "\ufeff",
  "𝒳",
  "accounts",
  "list",
  "id",
);
const edit = fc.record({ at: fc.nat(4000), cut: fc.nat(12), put: fc.oneof(pieces, fc.string({ maxLength: 4 })) });

describe("[R0.3] no text breaks the reader", () => {
  test("a damaged configuration never throws, and every problem lies inside the file", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) => {
        let damaged = text;
        for (const { at, cut, put } of edits) {
          const start = at % (damaged.length + 1);
          damaged = damaged.slice(0, start) + put + damaged.slice(start + cut);
        }
        expectPlaced(damaged);
      }),
      { numRuns: 500 },
    );
  });

  test("junk never throws", () => {
    const junk = fc.oneof(
      fc.uint16Array({ maxLength: 40 }).map((units) => String.fromCharCode(...units)),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join("")),
    );
    fc.assert(fc.property(junk, expectPlaced), { numRuns: 500 });
  });

  test("well-formed files with arbitrary content never throw", () => {
    const keys = fc.constantFrom(
      ...Object.keys(configSchema.shape),
      "groups",
      "tools",
      "exec",
      "*",
      "telegram",
      "list",
      "defaults",
      "bindings",
      "accounts",
      "allowed",
      "mentionPattern",
      "adapter",
      "options",
      "id",
      "autoApprove",
      "webhook",
    );
    const tree = fc.letrec<{ value: unknown; block: Record<string, unknown> }>((tie) => ({
      block: fc.dictionary(
        fc.oneof({ weight: 9, arbitrary: keys }, { weight: 1, arbitrary: fc.string() }),
        tie("value"),
        { maxKeys: 4 },
      ),
      value: fc.oneof(
        { maxDepth: 5, depthSize: "small" },
        fc.constantFrom("*", "telegram:1", "@x", `$${"{X}"}`, "open", "", "1 h"),
        fc.boolean(),
        fc.constant(null),
        fc.double(),
        fc.string(),
        tie("block"),
        fc.array(tie("value"), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree.block, (value) => expectPlaced(JSON.stringify(value, null, 1))),
      { numRuns: 500 },
    );
  });
});

describe("normalising", () => {
  const copy = (value: unknown): Tree => {
    const copied = copyTree(value, { leaf: (text) => text, forbidden: () => {} });
    return isTree(copied) ? copied : {};
  };

  test("twice is the same as once", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { maxLength: 3 }), (text, edits) => {
        let value: unknown;
        let damaged = text;
        for (const { at, put } of edits)
          damaged = damaged.slice(0, at % damaged.length) + put + damaged.slice(at % damaged.length);
        try {
          value = JSON5.parse(damaged);
        } catch {
          value = JSON5.parse(text);
        }
        const once = copy(value);
        normalise(once);
        const twice = copy(once);
        const again = normalise(twice);
        expect(twice).toEqual(once);
        expect(again.problems).toEqual([]);
        expect(again.aliases).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("what was normalised parses to the same configuration", () => {
    for (const text of texts) {
      const tree = copy(JSON5.parse(text));
      normalise(tree);
      const first = parseConfig(text);
      const second = parseConfig(JSON.stringify(tree));
      expect(second.ok && second.config).toEqual(first.ok && first.config);
    }
  });
});
