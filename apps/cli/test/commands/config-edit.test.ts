import { chmod, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { configFile } from "../support/config-file.ts";
import { moltbot } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

const text = `{
  // who may write
  channels: {
    telegram: { dmPolicy: "pairing" }, // for now
  },
}
`;
const config = (file: string, ...words: string[]) => moltbot(["config", ...words, "--config", file]);
const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe("[R9.7] moltbot config set", () => {
  test("changes one setting, keeps comments, mode and a copy, and says where it stands", async () => {
    const file = await configFile(text);
    const { code, stdout, stderr } = await config(file, "set", "channels.telegram.dmPolicy", "allowlist");
    expect([code, stdout]).toEqual([0, 'channels.telegram.dmPolicy: "allowlist"\n']);
    expect(stderr).toContain(`From the file (${file}:4).`);
    expect(await readFile(file, "utf8")).toBe(text.replace('"pairing"', '"allowlist"'));
    expect(await readFile(`${file}.bak`, "utf8")).toBe(text);
    expect([await modeOf(file), await modeOf(`${file}.bak`)]).toEqual([0o600, 0o600]);
    expect((await readdir(dirname(file))).sort()).toEqual(["moltbot.json5", "moltbot.json5.bak"]);
    await chmod(file, 0o640);
    await config(file, "set", "gateway.port", "1");
    expect(await modeOf(file)).toBe(0o640);
  });

  test("the same value again writes nothing", async () => {
    const file = await configFile(text);
    const { stdout } = await config(file, "set", "channels.telegram.dmPolicy", "pairing", "--json");
    expect(JSON.parse(stdout)).toEqual({
      path: "channels.telegram.dmPolicy",
      changed: false,
      file,
      value: "pairing",
      origin: "file",
      line: 4,
    });
    expect(await readdir(dirname(file))).toEqual(["moltbot.json5"]);
  });

  test("makes the file of a new installation, in a directory of one's own", async () => {
    const directory = join(await createStateDir(), "new");
    const set = await moltbot(["config", "set", "owners", '["telegram:1"]'], { MOLTBOT_STATE_DIR: directory });
    expect(set.code).toBe(0);
    const file = join(directory, "moltbot.json5");
    expect(await readFile(file, "utf8")).toBe('{\n  owners: ["telegram:1"],\n}\n');
    expect([await modeOf(file), await modeOf(directory)]).toEqual([0o600, 0o700]);
  });

  test("writes through a link to where it leads", async () => {
    const file = await configFile(text);
    const link = join(await createStateDir(), "moltbot.json5");
    await symlink(file, link);
    expect((await config(link, "set", "channels.telegram.enabled", "false")).code).toBe(0);
    expect(await readFile(file, "utf8")).toContain('{ dmPolicy: "pairing", enabled: false }, // for now');
  });

  test("[R0.3] a result that cannot be is drawn as config validate draws it, and nothing is written", async () => {
    const file = await configFile(text);
    const set = (key: string, value: string) => config(file, "set", key, value);
    const wrong = await set("channels.telegram.dmPolicy", "alowlist");
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain('  4 │     telegram: { dmPolicy: "alowlist" }, // for now\n');
    expect(wrong.stderr).toContain('Did you mean "allowlist"?');
    expect((await set("tools.profile", "codign")).stderr).toContain("there is no setting tools");
    const policy = await set("agents.defaults.tools.profile", "codign");
    expect([policy.code, policy.stderr.includes('Did you mean "coding"?')]).toEqual([2, true]);
    expect((await set("__proto__.polluted", "1")).stderr).toContain("no setting may be named __proto__");
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await readdir(dirname(file))).toEqual(["moltbot.json5"]);
  });

  test("[R1.3] what the gateway would not start with is refused, unless the risk was accepted first", async () => {
    const file = await configFile(text);
    const open = () => config(file, "set", "channels.telegram.dmPolicy", "open");
    const { code, stderr } = await open();
    expect([code, stderr.includes('acknowledge: ["open-dm-write"]')]).toEqual([2, true]);
    expect((await config(file, "set", "acknowledge", '["open-dm-write"]')).code).toBe(0);
    expect((await open()).code).toBe(0);
    // What is dangerous already is in nobody's way.
    await writeFile(file, '{ channels: { telegram: { dmPolicy: "open" } } }');
    expect((await config(file, "set", "gateway.port", "81")).code).toBe(0);
  });

  test("a secret in clear is refused with the better way, and warned of when it is wanted all the same", async () => {
    const file = await configFile(text);
    const secret = "123456:abcdefghijklmnopqrstuvwxyz";
    const refused = await config(file, "set", "channels.telegram.botToken", secret);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("config set channels.telegram.botToken '$" + "{TELEGRAM_BOT_TOKEN}'");
    expect(refused.stderr).not.toContain(secret);
    const written = await config(file, "set", "channels.telegram.botToken", secret, "--allow-secret");
    expect([written.code, written.stdout]).toEqual([0, 'channels.telegram.botToken: "***"\n']);
    expect(written.stderr).toContain("warning: channels.telegram.botToken stands in the file in clear.");
    expect(written.stderr).not.toContain(secret);
    await writeFile(join(dirname(file), "token"), `${secret}\n`, { mode: 0o600 });
    const kept = await config(file, "set", "channels.telegram.botToken", `$${"{file:./token}"}`);
    expect(kept.stderr).toContain(`From a file of its own: ${join(dirname(file), "token")} (${file}:4).`);
    expect(await readFile(file, "utf8")).not.toContain(secret);
  });

  test("a broken file can be mended", async () => {
    const file = await configFile(text.replace("pairing", "pairng"));
    expect((await config(file, "set", "channels.telegram.dmPolicy", "pairing")).code).toBe(0);
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("an included file is changed where the setting stands", async () => {
    const file = await configFile('{\n  channels: { $include: "./channels.json5" },\n}\n');
    const included = join(dirname(file), "channels.json5");
    await writeFile(included, "{\n  telegram: { enabled: true }, // all day\n}\n");
    const { code, stderr } = await config(file, "set", "channels.telegram.enabled", "false");
    expect([code, stderr.includes(`From the file (${included}:2).`)]).toEqual([0, true]);
    expect(await readFile(included, "utf8")).toBe("{\n  telegram: { enabled: false }, // all day\n}\n");
    const wrong = await config(file, "set", "channels.telegram.enabled", "5");
    expect(wrong.stderr).toContain(`${included} has 1 problem\n\n  2 │   telegram: { enabled: 5 }, // all day`);
  });
});

describe("[R9.7] moltbot config unset", () => {
  test("takes the setting out, and says what holds then", async () => {
    const file = await configFile(text);
    const { code, stdout, stderr } = await config(file, "unset", "channels.telegram.dmPolicy");
    expect([code, stdout]).toEqual([0, 'channels.telegram.dmPolicy: "pairing"\n']);
    expect(stderr).toContain("From the default.");
    expect(await readFile(file, "utf8")).toBe(text.replace('{ dmPolicy: "pairing" }', "{}"));
    expect(await config(file, "unset", "channels.telegram.dmPolicy")).toMatchObject({ code: 1, stdout: "" });
  });

  test("takes out a key that nobody knows", async () => {
    const file = await configFile('{\n  chanels: {},\n  owners: ["telegram:1"],\n}\n');
    expect((await config(file, "unset", "chanels")).code).toBe(0);
    expect(await readFile(file, "utf8")).toBe('{\n  owners: ["telegram:1"],\n}\n');
  });
});

test("moltbot config get tells where a value comes from", async () => {
  const file = await configFile(`{\n  channels: {\n    telegram: { botToken: "$${"{TOKEN}"}" },\n  },\n}`);
  const { stdout } = await moltbot(["config", "get", "channels.telegram.botToken", "--json", "--config", file], {
    TOKEN: "1:abc",
  });
  expect(JSON.parse(stdout)).toEqual({
    path: "channels.telegram.botToken",
    value: "***",
    origin: "env",
    file,
    line: 3,
    variable: "TOKEN",
  });
});

test("moltbot config schema prints what editors need", async () => {
  const { code, stdout } = await moltbot(["config", "schema"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: "Moltbot configuration", properties: { $include: {} } });
});
