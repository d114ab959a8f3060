import { describe, expect, test } from "vitest";
import { configJsonSchema, formatProblems, initialConfig, parseConfig, type SchemaNode } from "../src/index.ts";
import { parsed, problemsOf } from "./support.ts";

describe("problems for people", () => {
  test("show the line, the place, the sentence and what to do", () => {
    const text = '{\n  channels: {\n    telegram: { dmPolicy: "allowlst" },\n  },\n}';
    expect(formatProblems(problemsOf(text), text, { file: "moltbot.json5" })).toBe(`moltbot.json5 has 1 problem

  3 │     telegram: { dmPolicy: "allowlst" },
    │                           ^^^^^^^^^^
  channels.telegram.dmPolicy: "allowlst" is not a DM policy. Did you mean "allowlist"?
     One of: pairing, allowlist, open, disabled.
`);
  });

  test("stay in their columns on long lines, and are harmless in a terminal", () => {
    const text = `{ /* ${"x".repeat(300)}\u001b[31m\u202e */ ownrs: [], }`;
    const shown = formatProblems(problemsOf(text), text);
    const [, , line = "", mark = ""] = shown.split("\n");
    expect(line.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1)).toBe("ownrs");
    expect(shown).not.toMatch(/[\u001b\u202e]/);
  });
});

describe("problems with the environment", () => {
  test("name the variable, and show no line of a file that does not have it", () => {
    const result = parseConfig("{}", { env: { DATABASE_URL: "mysql://localhost" } });
    expect(formatProblems(result.ok ? [] : result.problems, "", { file: "moltbot.json5" })).toBe(
      `moltbot.json5 has 1 problem

  database.url: must be a URL that starts with postgres:// or postgresql://.
     It comes from the environment variable DATABASE_URL.
`,
    );
  });

  test("show the name of a variable where a secret would be masked", () => {
    const text = `{ channels: { telegram: { botToken: "\${MY_TOKEN}" } } }`;
    expect(formatProblems(problemsOf(text), text)).toContain(`botToken: "\${MY_TOKEN}"`);
  });
});

describe("problems of a hostile file", () => {
  test("are counted after the first 50", () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`key${at}`, 1])));
    const shown = formatProblems(problemsOf(text), text);
    expect(shown).toContain("has 200 problems");
    expect(shown).toMatch(/… and 150 more\n$/);
  });

  test("are shown in time that grows with the text, not with its square", () => {
    for (const text of [
      `${" ".repeat(200_000)}x`,
      "\n".repeat(100_000),
      "[{},".repeat(20_000),
      '"'.repeat(100_000),
      "a:".repeat(50_000),
    ]) {
      const result = parseConfig(text);
      expect(result.ok || formatProblems(result.problems, text)).toContain("has 1 problem");
    }
  });
});

describe("the first file", () => {
  test("parses, with and without answers", () => {
    expect(parseConfig(initialConfig())).toMatchObject({ ok: true, warnings: [] });
    const config = parsed(
      initialConfig({
        owner: "telegram:1",
        telegramTokenVariable: "A",
        discordTokenVariable: "B",
        whatsapp: true,
        model: "anthropic/x",
      }),
      { A: "1:a", B: "b" },
    );
    expect(config).toMatchObject({ owners: ["telegram:1"], agents: { defaults: { model: { id: "anthropic/x" } } } });
    expect(Object.keys(config.channels ?? {})).toEqual(["*", "telegram", "discord", "whatsapp"]);
  });

  test("cannot be broken by an answer", () => {
    expect(
      parsed(initialConfig({ owner: "matrix:@a\"b'\n", model: 'x"}' }).replace('["matrix:@a\\"b\'\\n"]', "[]")).owners,
    ).toEqual([]);
  });
});

describe("the description for editors", () => {
  test("has a word on every key", () => {
    const bare: string[] = [];
    const visit = (node: SchemaNode, path: string): void => {
      for (const [key, next] of Object.entries(node.properties ?? {})) {
        if (!next.description && key !== "id") bare.push(`${path}.${key}`);
        visit(next, `${path}.${key}`);
      }
      for (const next of [node.items, node.additionalProperties, ...(node.anyOf ?? [])]) {
        if (typeof next === "object") visit(next, path);
      }
    };
    visit(configJsonSchema(), "");
    expect(bare).toEqual([]);
  });

  test("is closed against unknown keys, and takes agents as a list or a map", () => {
    const schema = configJsonSchema();
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties?.["agents"]?.properties?.["list"]?.anyOf).toHaveLength(2);
    expect(configJsonSchema()).not.toBe(schema);
  });

  test("[R9.7] lets every block include files", () => {
    const schema = configJsonSchema();
    const telegram = schema.properties?.["channels"]?.additionalProperties;
    for (const block of [schema, schema.properties?.["channels"], telegram, schema.properties?.["gateway"]])
      expect(typeof block === "object" && block.properties?.["$include"]?.anyOf).toHaveLength(2);
  });
});
