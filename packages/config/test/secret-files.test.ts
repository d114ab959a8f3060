import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configFiles, formatProblems, getPath, loadConfigFile, redactConfig } from "../src/index.ts";
import { folder } from "./support/folder.ts";

describe("[R9.7] secrets in files", () => {
  const reference = (path: string): string => `$${`{file:${path}}`}`;

  test("are trimmed, never shown, and may lie anywhere; a path is relative to the file that names it", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": '{ $include: "./parts/a.json5" }',
      "parts/a.json5": `{ channels: { telegram: { botToken: "${reference("../../secret")}" } }, database: { url: "postgres://bot:${reference("./pw")}@db/bot" } }`,
      "parts/pw": "pass\n",
    });
    await writeFile(join(dir, "..", "secret"), "\n 123:abc \n", { mode: 0o600 });
    const result = await loadConfigFile(main);
    if (!result.ok) throw new Error(formatProblems(result.problems, result.texts));
    expect(result.config.channels?.["telegram"]?.botToken?.reveal()).toBe("123:abc");
    expect(result.config.database?.url?.reveal()).toBe("postgres://bot:pass@db/bot");
    expect(getPath(result.config, "channels.telegram.botToken")).toEqual({
      status: "found",
      value: "***",
      origin: "secret-file",
      file: join(dir, "parts/a.json5"),
      line: 1,
      secretFile: join(dir, "..", "secret"),
    });
    expect(result.files).toContain(join(dir, "..", "secret"));
    expect(configFiles(result.config)).toEqual(expect.arrayContaining([main, join(dir, "..", "secret")]));
    expect(result.warnings).toEqual([]);
  });

  test("a secret shows in no picture of an included file, which does not say where it belongs", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": '{ database: { $include: "./db.json5" }, channels: { $include: "./channels.json5" } }',
      "db.json5": '{ url: "postgres://db/bot?password=hunter21", poolSize: -1 }',
      "channels.json5": '{ irc: { adapter: "irc", options: { auth: { sasl: "hunter22" } }, dmPolicy: "opne" } }',
    });
    const result = await loadConfigFile(main);
    const shown = result.ok ? "" : formatProblems(result.problems, result.texts);
    expect(shown).toContain('dmPolicy: "opne"');
    expect(shown).toContain("poolSize: -1");
    expect(shown).not.toContain("hunter2");
    await writeFile(main, '{ channels: { $include: "./channels.json5" } }', { mode: 0o600 });
    await writeFile(
      join(dir, "channels.json5"),
      '{ irc: { adapter: "irc", options: { auth: { sasl: "hunter22" } } } }',
    );
    await chmod(join(dir, "channels.json5"), 0o644);
    const loose = await loadConfigFile(main);
    expect(loose.ok && loose.warnings.map(({ id, file }) => ({ id, file }))).toContainEqual({
      id: "file-mode",
      file: join(dir, "channels.json5"),
    });
  });

  test("are shown by no path and under no name, nor are variables in the options of an adapter", async () => {
    const { main } = await folder({
      "moltbot.json5": `{
  channels: { irc: { adapter: "irc", options: {
    pass: "${reference("./pw")}", login: "bot:${reference("./pw")}", pin: "$${"{IRC_PIN}"}", nick: "bot" } } },
  gateway: { host: "$${"{HOST}"}" },
  agents: { list: { main: { model: { id: "$${"{HOST}"}${reference("./pw")}" } } } },
}`,
      pw: "hunter21",
    });
    const result = await loadConfigFile(main, { env: { IRC_PIN: "hunter22", HOST: "::1" } });
    if (!result.ok) throw new Error(formatProblems(result.problems, result.texts));
    const { config } = result;
    const paths = ["channels", "channels.irc.options", "channels.irc.options.pass", "channels.irc.options.pin"];
    const shown = JSON.stringify([redactConfig(config), ...paths.map((path) => getPath(config, path))]);
    expect(shown).not.toContain("hunter2");
    expect(shown).toContain('"nick":"bot"');
    expect(getPath(config, "channels.irc.options.pass")).toMatchObject({ value: "***", origin: "secret-file" });
    expect(getPath(config, "gateway.host")).toMatchObject({ value: "::1", variable: "HOST" });
  });

  test("[R0.3] what cannot be read, or is empty, is a problem at the reference", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": `{\n  channels: {\n    telegram: { botToken: "${reference("./none")}" },\n    discord: { token: "${reference("./empty")}" },\n  },\n}`,
      empty: " \n",
    });
    const result = await loadConfigFile(main);
    expect(result.ok || result.problems).toMatchObject([
      { file: main, line: 3, message: `names ${join(dir, "none")}, which does not exist` },
      { file: main, line: 4, message: `names ${join(dir, "empty")}, which is empty` },
    ]);
    // Where it was looked for counts too: the file may come.
    expect(result.files).toContain(join(dir, "none"));
  });

  test("a problem with the value of a file does not show it", async () => {
    const { main } = await folder({
      "moltbot.json5": `{ channels: { telegram: { dmPolicy: "${reference("./policy")}" } } }`,
      policy: "very-secret",
    });
    const result = await loadConfigFile(main);
    const shown = result.ok ? "" : formatProblems(result.problems, result.texts);
    expect(shown).toContain("this value is not a DM policy");
    expect(shown).not.toContain("very-secret");
  });

  test("a secret that others may open is a warning with the file's name", async () => {
    const { main, dir } = await folder({
      "moltbot.json5": `{ channels: { telegram: { botToken: "${reference("./token")}" } } }`,
      token: "1:a",
    });
    await chmod(join(dir, "token"), 0o644);
    const result = await loadConfigFile(main);
    expect(result.ok && result.warnings).toMatchObject([
      { id: "file-mode", file: join(dir, "token"), hint: `chmod 600 ${join(dir, "token")}` },
    ]);
  });
});
