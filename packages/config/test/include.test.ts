import { chmod, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  channelSettings,
  configFiles,
  createConfigFiles,
  editConfig,
  formatProblems,
  getPath,
  loadConfigFile,
} from "../src/index.ts";
import { folder } from "./support/folder.ts";

describe("[R9.7] $include", () => {
  test("puts the settings of other files where it stands; the nearer one wins, lists are replaced", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": `{
  $include: ["./base.json5", "./parts/people.json5"],
  channels: {
    telegram: { $include: "./parts/telegram.json5", dmPolicy: "allowlist" },
  },
}`,
      "base.json5":
        '{ owners: ["telegram:1"], gateway: { host: "::1", port: 1000 }, channels: { telegram: { allowFrom: ["9"] } } }',
      "parts/people.json5": '{ owners: ["telegram:2"], gateway: { port: 2000 } }',
      "parts/telegram.json5": '{\n  dmPolicy: "open",\n  allowFrom: [],\n}',
    });
    const result = await loadConfigFile(main);
    if (!result.ok) throw new Error(formatProblems(result.problems, result.texts));
    const { config } = result;
    expect(config.owners).toEqual(["telegram:2"]);
    expect(config.gateway).toEqual({ host: "::1", port: 2000 });
    // An empty list in the nearer file stays an empty list.
    expect(channelSettings(config, "telegram")).toMatchObject({ dmPolicy: "allowlist", allowFrom: [] });
    expect(getPath(config, "channels.telegram.dmPolicy")).toMatchObject({ file: main, line: 4, value: "allowlist" });
    expect(getPath(config, "channels.telegram.allowFrom")).toMatchObject({
      file: join(dir, "parts/telegram.json5"),
      line: 3,
    });
    expect(getPath(config, "gateway.host")).toMatchObject({ file: join(dir, "base.json5"), line: 1 });
    expect(configFiles(config)).toEqual(result.files);
    expect(result.files).toEqual([
      main,
      join(dir, "base.json5"),
      join(dir, "parts/people.json5"),
      join(dir, "parts/telegram.json5"),
    ]);
  });

  test("problems name the included file and its line, and are drawn from its text", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": '{\n  channels: { telegram: { $include: "./telegram.json5" } },\n  ownrs: [],\n}',
      "telegram.json5": '// comment\n{\n  dmPolicy: "opn",\n  dmPolicy: "open",\n}',
    });
    const result = await loadConfigFile(main);
    if (result.ok) throw new Error("fine?");
    const included = join(dir, "telegram.json5");
    expect(result.problems).toMatchObject([
      { file: included, line: 4, path: "channels.telegram.dmPolicy", message: "is here twice in the same block" },
      { file: main, line: 3, path: "ownrs" },
    ]);
    const shown = formatProblems(result.problems, result.texts);
    expect(shown).toContain(`${included} has 1 problem\n\n  4 │   dmPolicy: "open",`);
    expect(shown).toContain(`${main} has 1 problem\n\n  3 │   ownrs: [],`);
  });

  test.each([
    ["../outside.json5", "which is outside"],
    ["/etc/hostname", "which is outside"],
    ["./link.json5", "which is outside"],
    ["./none.json5", "which does not exist"],
    ["./folder", "is not a plain file"],
    ["./moltbot.json5", "which is being read already"],
    ["./circle.json5", "which is being read already"],
    ["./bytes.json5", "is not UTF-8 text"],
    ["", "names no file"],
  ])("[R0.3] refuses %j", async (name, because) => {
    const { main, dir } = await folder({
      "moltbot.json5": `{\n  channels: {\n    $include: ${JSON.stringify(name)},\n  },\n}`,
      "circle.json5": '{ telegram: { $include: "./circle.json5" } }',
      "folder/x.json5": "{}",
    });
    await writeFile(join(dir, "bytes.json5"), Uint8Array.of(0x7b, 0xff, 0x7d));
    await writeFile(join(dir, "..", "outside.json5"), "{}");
    await symlink(join(dir, "..", "outside.json5"), join(dir, "link.json5"));
    const result = await loadConfigFile(main);
    const [problem] = result.ok ? [] : result.problems;
    expect(problem?.message).toContain(because);
    expect(problem?.path.endsWith("$include")).toBe(true);
    expect([problem?.file, problem?.line]).toEqual(name === "./circle.json5" ? [join(dir, name), 1] : [main, 3]);
  });

  test("[R0.3] refuses what is too deep, too much, or no path", async () => {
    const deep = Object.fromEntries(
      Array.from({ length: 14 }, (_, n) => [
        n === 0 ? "moltbot.json5" : `${n}.json5`,
        `{ $include: "./${n + 1}.json5" }`,
      ]),
    );
    const many = { "moltbot.json5": `{ $include: [${'"./a.json5",'.repeat(101)}] }`, "a.json5": "{}" };
    const no = { "moltbot.json5": '{ $include: ["./a.json5", 5] }', "a.json5": "{}" };
    const messages = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const result = await loadConfigFile((await folder(files)).main);
      return result.ok ? [] : result.problems.map(({ message }) => message);
    };
    expect(await messages(deep)).toEqual(["is more than 10 files deep"]);
    expect(await messages(many)).toEqual(["is one of more than 100 files"]);
    expect(await messages(no)).toEqual(["is not the path of a file, nor a list of such paths"]);
  });

  test("[R0.3] an included file that is no JSON5, or would reach a prototype, is refused at its place", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": '{ $include: ["./a.json5", "./b.json5"] }',
      "a.json5": "{\n  owners: [ }",
      "b.json5": '{ "__proto__": { polluted: 1 } }',
    });
    const result = await loadConfigFile(main);
    expect(result.ok || result.problems).toMatchObject([
      { file: join(dir, "a.json5"), line: 2 },
      { file: join(dir, "b.json5"), line: 1, message: "no setting may have this name" },
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("an included file with secrets that others may open is a warning, as the main one is", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": '{ channels: { $include: "./channels.json5" } }',
      "channels.json5": '{ telegram: { botToken: "1:a" } }',
    });
    await chmod(join(dir, "channels.json5"), 0o640);
    const result = await loadConfigFile(main);
    expect(result.ok && result.warnings).toMatchObject([{ id: "file-mode", file: join(dir, "channels.json5") }]);
  });

  test("an edit changes the file that has the setting, and adds where the block is", async () => {
    const text = '{\n  channels: {\n    telegram: { $include: "./telegram.json5" },\n  },\n}';
    const { main, dir } = await folder({
      "moltbot.json5": text,
      "telegram.json5": '{\n  dmPolicy: "pairing", // for now\n}',
    });
    const edit = (path: string, value: string) =>
      editConfig(text, { act: "set", path, value }, { file: main, files: createConfigFiles(main) });
    expect(edit("channels.telegram.dmPolicy", "allowlist")).toMatchObject({
      ok: true,
      file: join(dir, "telegram.json5"),
      after: '{\n  dmPolicy: "allowlist", // for now\n}',
      config: { channels: { telegram: { dmPolicy: "allowlist" } } },
    });
    expect(edit("channels.telegram.dmPolicy", "alowlist")).toMatchObject({
      ok: false,
      problems: [{ file: join(dir, "telegram.json5"), line: 2, suggestion: "allowlist" }],
    });
    expect(edit("channels.telegram.enabled", "false")).toMatchObject({
      ok: true,
      file: main,
      after: text.replace('5" }', '5", enabled: false }'),
    });
  });
});

test("[R9.7] what a block includes can be set and unset", async () => {
  const { main } = await folder({
    "moltbot.json5": "{\n  channels: { telegram: { enabled: false } },\n}",
    "a.json5": '{ telegram: { dmPolicy: "allowlist" } }',
    "b.json5": '{ telegram: { dmPolicy: "disabled" } }',
  });
  const o = { file: main, files: createConfigFiles(main) };
  let text = "{\n  channels: { telegram: { enabled: false } },\n}";
  const steps = [
    ["set", "./a.json5", '{\n  channels: { telegram: { enabled: false }, $include: "./a.json5" },\n}', "allowlist"],
    ["set", "./b.json5", '{\n  channels: { telegram: { enabled: false }, $include: "./b.json5" },\n}', "disabled"],
    ["unset", "", text, "pairing"],
  ] as const;
  for (const [act, value, after, policy] of steps) {
    const edited = editConfig(
      text,
      act === "set" ? { act, path: "channels.$include", value } : { act, path: "channels.$include" },
      o,
    );
    if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
    expect([edited.after, channelSettings(edited.config, "telegram").dmPolicy]).toEqual([after, policy]);
    text = edited.after;
  }
  const none = editConfig(text, { act: "set", path: "channels.$include", value: "./none.json5" }, o);
  expect(none.ok || none.problems[0]?.message).toContain("which does not exist");
});
