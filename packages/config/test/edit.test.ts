import { isMoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { type ConfigEdit, clearSecrets, editConfig } from "../src/index.ts";

const edited = (text: string, edit: ConfigEdit): string => {
  const result = editConfig(text, edit, { env: { TOKEN: "1:abc" } });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.after;
};
const set = (text: string, path: string, value: string): string => edited(text, { act: "set", path, value });
const unset = (text: string, path: string): string => edited(text, { act: "unset", path });
const refusal = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return isMoltbotError(error) ? [error.code, error.message, error.hint] : error;
  }
};

const commented = `// the bot of the Lees
{
  owners: ["telegram:1"], // Ann
  channels: {
    /* all of them */ "*": { dmPolicy: "pairing" },
    telegram: {
      // from @BotFather
      botToken: "\${TOKEN}",
      allowFrom: ["2"] // Bob
    },
    // discord later
  },
}
`;

describe("setting a value keeps everything else as it is", () => {
  test("another value takes the place of the old one", () => {
    expect(set(commented, 'channels["*"].dmPolicy', "allowlist")).toBe(commented.replace('"pairing"', '"allowlist"'));
    expect(set(commented, "owners", "['telegram:1', 'telegram:7']")).toBe(
      commented.replace('["telegram:1"]', '["telegram:1", "telegram:7"]'),
    );
  });

  test("a new key goes to the end of the nearest block, below the comment of the last line", () => {
    expect(set(commented, "channels.telegram.dmPolicy", "open")).toBe(
      commented.replace('["2"] // Bob', '["2"], // Bob\n      dmPolicy: "open"'),
    );
    expect(set(commented, 'channels["*"].enabled', "true")).toBe(
      commented.replace('"pairing" }', '"pairing", enabled: true }'),
    );
    expect(set(commented, "channels.whatsapp.dmPolicy", "disabled")).toBe(
      commented.replace("    // discord", '    whatsapp: { dmPolicy: "disabled" },\n    // discord'),
    );
    expect(set(commented, "pairing.ttl", "30 days")).toBe(
      commented.replace(/},\n}\n$/, '},\n  pairing: { ttl: "30 days" },\n}\n'),
    );
  });

  test("blocks that are empty, or hold nothing but comments", () => {
    expect(set("{}", "gateway.port", "80")).toBe("{ gateway: { port: 80 } }");
    expect(set("{\n  // nothing yet\n}\n", "gateway.port", "80")).toBe(
      "{\n  // nothing yet\n  gateway: { port: 80 },\n}\n",
    );
    expect(set("{ /* none */ }", "gateway.port", "80")).toBe("{ /* none */ gateway: { port: 80 } }");
  });

  test("strict JSON stays strict JSON, and line ends stay what they were", () => {
    const json = '{\r\n\t"owners": ["telegram:1"]\r\n}';
    const grown = set(json, "pairing.ttl", "30 days");
    expect(grown).toBe('{\r\n\t"owners": ["telegram:1"],\r\n\t"pairing": { "ttl": "30 days" }\r\n}');
    expect(JSON.parse(unset(grown, "pairing"))).toEqual({ owners: ["telegram:1"] });
  });

  test("long values are broken into lines of their own", () => {
    const long = set("{\n}\n", "owners", JSON.stringify(Array.from({ length: 9 }, (_, n) => `telegram:10000000${n}`)));
    expect(long).toContain('{\n  owners: [\n    "telegram:100000000",\n');
    expect(long.endsWith('"telegram:100000008",\n  ],\n}\n')).toBe(true);
  });

  test("[R0.1] settings that the file spells otherwise are changed where they stand", () => {
    expect(set("{ groups: { g: { requireMention: true } } }", 'channels["*"].groups.g.requireMention', "false")).toBe(
      "{ groups: { g: { requireMention: false } } }",
    );
    const list = '{ agents: { list: [{ id: "a", dmPolicy: "open" }] } }';
    expect(set(list, "agents.list.a.dmPolicy", "pairing")).toBe(list.replace("open", "pairing"));
    expect(set(list, "agents.list.b.dmPolicy", "pairing")).toBe(
      list.replace("}]", '}, { id: "b", dmPolicy: "pairing" }]'),
    );
    expect(set(commented, "owners.1", "telegram:5")).toContain('owners: ["telegram:1", "telegram:5"], // Ann');
  });
});

describe("taking a setting out", () => {
  test("goes with its comma and the comment of its line, and leaves the rest", () => {
    expect(unset(commented, "owners")).toBe(commented.replace('  owners: ["telegram:1"], // Ann\n', ""));
    expect(unset(commented, "channels.telegram.allowFrom")).toBe(
      commented.replace('      allowFrom: ["2"] // Bob\n', "").replace('TOKEN}",', 'TOKEN}"'),
    );
    expect(unset(commented, 'channels["*"].dmPolicy')).toContain('"*": {}');
    expect(unset('{ owners: ["telegram:1", "telegram:2"] }', "owners.0")).toBe('{ owners: ["telegram:2"] }');
  });

  test("what is not there cannot be taken out", () => {
    expect(refusal(() => unset(commented, "pairing.ttl"))).toMatchObject([
      "not_found",
      "pairing.ttl is not set in the file",
      "Where its value comes from says: moltbot config get pairing.ttl",
    ]);
  });

  test("a key that nobody knows can be", () => {
    expect(unset("{ chanels: {}, owners: [] }", "chanels")).toBe("{ owners: [] }");
  });
});

describe("[R0.3] what makes no sense is refused", () => {
  test.each([
    ["__proto__.polluted", "1", "no setting may be named __proto__"],
    ["channels.constructor", "{}", "no setting may be named constructor"],
    ["channels.telegram.prototype.x", "1", "no setting may be named prototype"],
    ["channels..x", "1", '"channels..x" is not a path of settings'],
    ["", "1", '"" is not a path of settings'],
    ["chanels.telegram.dmPolicy", "open", "there is no setting chanels"],
    ["owners", '["telegram:1"', "the value of owners begins like JSON5 and cannot be read as such"],
    ["owners.7", "telegram:1", "owners is a list of 1, and has no place 7"],
  ])("%s", (path, value, message) => {
    expect(refusal(() => set(commented, path, value))).toMatchObject(["invalid", message, expect.any(String)]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("a single value has no settings below it", () => {
    const text = '{ agents: { defaults: { model: "anthropic/x" } } }';
    expect(refusal(() => set(text, "agents.defaults.model.baseURL", "https://a"))).toMatchObject([
      "invalid",
      "agents.defaults.model is a single value in the file, so agents.defaults.model.baseURL has no place in it",
      "Set the whole block: moltbot config set agents.defaults.model '{ … }'",
    ]);
  });

  test("a result that is no configuration says so, at its line", () => {
    const result = editConfig(
      commented,
      { act: "set", path: "channels.telegram.dmPolicy", value: "opn" },
      { env: { TOKEN: "a" } },
    );
    expect(result).toMatchObject({
      ok: false,
      problems: [{ path: "channels.telegram.dmPolicy", line: 10, suggestion: "open" }],
    });
  });

  test("a file that cannot be read is shown, not edited", () => {
    const result = editConfig("{ owners: [ }", { act: "set", path: "owners", value: "[]" });
    expect(result).toMatchObject({ ok: false, after: "{ owners: [ }", problems: [{ line: 1 }] });
  });
});

describe("values as they are typed", () => {
  const typed = (path: string, value: string): unknown => editConfig("{}", { act: "set", path, value }).value;
  test.each([
    ["channels.telegram.dmPolicy", "open", "open"],
    ["channels.telegram.dmPolicy", '"open"', "open"],
    ["channels.telegram.enabled", "false", false],
    ["gateway.port", "8080", 8080],
    ["pairing.ttl", "30 days", "30 days"],
    ["pairing.ttl", "2592000000", 2_592_000_000],
    ["channels.whatsapp.phoneNumber", "+84987654321", "+84987654321"],
    ["channels.telegram.allowFrom.0", "123456789", "123456789"],
    ["gateway.port", "0x10", "0x10"],
    ["owners", "[ 'telegram:1', ]", ["telegram:1"]],
    ["channels.irc.options.port", "6697", 6697],
  ])("%s %s", (path, value, expected) => {
    expect(typed(path, value)).toEqual(expected);
  });
});

test("secrets in clear are found wherever they stand in a value", () => {
  expect(clearSecrets("channels.telegram.botToken", "1:abc")).toEqual(["channels.telegram.botToken"]);
  expect(clearSecrets("channels.telegram", { botToken: "1:abc", allowFrom: ["1"] })).toEqual([
    "channels.telegram.botToken",
  ]);
  expect(clearSecrets("channels.telegram.botToken", `$${"{TOKEN}"}`)).toEqual([]);
  expect(clearSecrets("channels.telegram.botToken", `$${"{file:./token}"}`)).toEqual([]);
  expect(clearSecrets("database.url", "postgres://bot:pw@db/bot")).toEqual(["database.url"]);
  expect(clearSecrets("owners", ["telegram:123456789"])).toEqual([]);
});
