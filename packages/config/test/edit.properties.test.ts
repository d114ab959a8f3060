import { readdirSync, readFileSync } from "node:fs";
import { isMoltbotError } from "@moltbot/core";
import fc from "fast-check";
import JSON5 from "json5";
import { expect, test } from "vitest";
import { tokensOf } from "../src/edit/tokens.ts";
import { splitPath } from "../src/get-path.ts";
import {
  type ConfigEdit,
  configJsonSchema,
  type EditedConfig,
  editConfig,
  initialConfig,
  parseConfig,
  type SchemaNode,
} from "../src/index.ts";

const fixtures = new URL("./fixtures/seeds/", import.meta.url);
const seeds = readdirSync(fixtures).map((name) => readFileSync(new URL(name, fixtures), "utf8"));
const texts = [
  initialConfig(),
  "{}",
  "{\n  // nothing yet\n}",
  ...seeds,
  ...seeds.map((text) => JSON.stringify(JSON5.parse(text), null, 2)),
];

/** Dotted paths of every setting that the schema knows; maps get a name. */
function pathsOf(node: SchemaNode, path: string): string[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, next]) =>
    key.startsWith("$") ? [] : pathsOf(next, path === "" ? key : `${path}.${key}`),
  );
  const map = typeof node.additionalProperties === "object" ? pathsOf(node.additionalProperties, `${path}.name`) : [];
  return [path, ...below, ...map, ...(node.anyOf ?? []).flatMap((branch) => pathsOf(branch, path))].filter(Boolean);
}
const known = [...new Set(pathsOf(configJsonSchema(), ""))].flatMap((path) => [
  path,
  path.replace("channels.name", "channels.telegram"),
]);

const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...known) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "__proto__.x",
      "channels.telegram.allowFrom.0",
      "owners.1",
      'channels["*"].dmPolicy',
      "a..b",
      "",
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);
/** Fits nowhere that is not free text, and is easy to find again. */
const marker = "zz-marked-zz";
const value = fc.oneof(
  fc.constantFrom(
    "open",
    "true",
    "0",
    "5",
    "30 days",
    "1e999",
    "null",
    "[]",
    "{}",
    '["telegram:1"]',
    "telegram:1",
    "https://a.example/",
  ),
  fc.constant(marker),
  fc.json(),
  fc.string({ maxLength: 12 }),
);
const edit: fc.Arbitrary<ConfigEdit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant("set" as const), path, value }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("unset" as const), path }) },
);

const comments = (text: string): string[] =>
  tokensOf(text).flatMap(({ type, raw }) => (type === "comment" ? [raw.trim()] : []));

/** What an edit gives; undefined when it was refused by name. */
function attempt(text: string, one: ConfigEdit): EditedConfig | undefined {
  try {
    return editConfig(text, one);
  } catch (error) {
    expect(isMoltbotError(error) && ["invalid", "not_found"].includes(error.code)).toBe(true);
    return undefined;
  }
}

/** The line of a problem must show the setting that its path names, or the nearest one around it that is there. */
function expectPlaced(text: string, problems: readonly { line: number; column: number; path: string }[]): void {
  const lines = text.split(/\r\n|\n|\r/);
  expect(problems.length).toBeGreaterThan(0);
  for (const { line, column, path: named } of problems) {
    expect(column - 1).toBeLessThanOrEqual((lines[line - 1] ?? "").length);
    const last = lastThere(JSON5.parse(text), splitPath(named) ?? []);
    // As it is written between quotes.
    expect(lines[line - 1]).toContain(JSON.stringify(last).slice(1, -1));
  }
}

/** The last key on the way that exists, and is no position in a list. */
function lastThere(tree: unknown, keys: readonly string[]): string {
  let node = tree;
  let last = "";
  for (const key of keys) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) break;
    // Entries of a list are written below the line of its key.
    last = Array.isArray(node) ? "" : key;
    node = (node as Record<string, unknown>)[key];
  }
  return last;
}

test("[R9.7] 500 random edits of a valid configuration never crash, never half-apply, and always name the right line", () => {
  let applied = 0;
  let refused = 0;
  let marked = 0;
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 8 }), (text, edits) => {
      let current = text;
      for (const one of edits) {
        const before = JSON5.parse(current) as unknown;
        const result = attempt(current, one);
        if (result === undefined) continue;
        expect(result.before).toBe(current);
        if (one.act === "set") {
          // A comment is lost only with the value that it stood in.
          const replaced = JSON5.stringify(before) !== JSON5.stringify(JSON5.parse(result.after));
          if (!replaced) expect(comments(result.after)).toEqual(comments(current));
        }
        if (!result.ok) {
          refused++;
          expectPlaced(result.after, result.problems);
          const lines = result.after.split("\n");
          const own = result.value === marker ? result.problems.filter((problem) => problem.path === result.path) : [];
          for (const { line } of own) expect(lines[line - 1]).toContain(marker);
          marked += own.length;
          continue;
        }
        applied++;
        // What is given back is the whole of what was read: reading it again gives the same.
        const again = parseConfig(result.after);
        expect(again.ok && again.config).toEqual(result.config);
        current = result.after;
      }
    }),
    { numRuns: 500 },
  );
  expect(applied).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
  expect(marked).toBeGreaterThan(10);
});

/** A list of agents gets an entry for a new one, which stays with its id. */
const alone = known.filter((one) => !one.startsWith("agents.list"));

test("[R9.7] what was set can be taken out again, and nothing else has changed", () => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.constantFrom(...alone), value, (text, at, typed) => {
      const done = attempt(text, { act: "set", path: at, value: typed });
      const isNew =
        done !== undefined &&
        JSON5.stringify(done.value) !== undefined &&
        attempt(text, { act: "unset", path: at }) === undefined;
      if (!done?.ok || !isNew) return;
      expect(comments(done.after)).toEqual(comments(text));
      const undone = attempt(done.after, { act: "unset", path: at });
      expect(undone).toBeDefined();
      expect(comments(undone?.after ?? "")).toEqual(comments(text));
      expect(withoutEmpty(JSON5.parse(undone?.after ?? "{}"))).toEqual(withoutEmpty(JSON5.parse(text)));
    }),
    { numRuns: 500 },
  );
});

/** Blocks that were made for a setting stay when it goes. */
function withoutEmpty(node: unknown): unknown {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
  const pairs = Object.entries(node).map(([key, item]) => [key, withoutEmpty(item)] as const);
  return Object.fromEntries(
    pairs.filter(([, item]) => !(typeof item === "object" && item !== null && Object.keys(item).length === 0)),
  );
}
