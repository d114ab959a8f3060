import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configFile } from "../support/config-file.ts";
import { moltbot } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

const broken = '{ channels: { telegram: { dmPolicy: "allowlst", allowFrm: ["1"] } } }';

describe("moltbot config validate", () => {
  test("draws every problem at once, with place and suggestion, and exits 2", async () => {
    const file = await configFile(broken);
    const { code, stdout, stderr } = await moltbot(["config", "validate", "--config", file]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("has 2 problems");
    expect(stderr).toContain('Did you mean "allowlist"?');
    expect(stderr).toContain('Did you mean "allowFrom"?');
    expect(stderr).toContain("^^^");
  });

  test("gives programs the same as JSON", async () => {
    const file = await configFile(broken);
    const { code, stdout } = await moltbot(["config", "validate", "--json"], { MOLTBOT_CONFIG: file });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, path: file, problems: [{ line: 1 }, { line: 1 }] });
  });

  test("wants a file that was named, and does without one that was not", async () => {
    const directory = await createStateDir();
    const missing = join(directory, "none.json5");
    expect(await moltbot(["config", "validate", "--config", missing])).toMatchObject({ code: 2, stdout: "" });
    const none = await moltbot(["config", "validate"], { MOLTBOT_STATE_DIR: directory });
    const empty = await moltbot(["config", "get"], { MOLTBOT_STATE_DIR: directory });
    expect(empty).toMatchObject({ code: 0, stdout: "{}\n", stderr: expect.stringContaining("the defaults hold") });
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining("the defaults hold") });
  });

  test("[R6.3] compiles every policy about tools and commands: what cannot work is a problem", async () => {
    const text = '{ tools: { profile: "codign" }, exec: { allowlist: [{ pattern: "git log", match: ["git push"] }] } }';
    const file = await configFile(text);
    const { code, stdout, stderr } = await moltbot([
      "config",
      "validate",
      "--config",
      file,
      "--state-dir",
      join(file, ".."),
    ]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("has 2 problems");
    expect(stderr).toContain('Did you mean "coding"?');
    expect(stderr).toContain('Its example "git push" should be allowed by it and is not');
    const directory = join(file, "..");
    for (const command of [["gateway"], ["exec", "explain", "ls"], ["tools", "list"]]) {
      expect(await moltbot([...command, "--config", file, "--state-dir", directory])).toMatchObject({
        code: 2,
        stderr,
      });
    }
  });

  test("[R6.3] [R7.1] warns about tools that nobody knows and entries that do too little or too much", async () => {
    const file = await configFile('{ tools: { deny: ["procces"], exec: { allowlist: ["npm *", "bash *"] } } }');
    const { code, stderr } = await moltbot(["config", "validate", "--config", file]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `warning: ${file}:1 tools.deny.0: "procces": there is no such tool. Did you mean "process"?`,
    );
    expect(stderr).toContain(`warning: ${file}:1 tools.exec.allowlist.0: "npm *"`);
    expect(stderr).toContain(`warning: ${file}:1 tools.exec.allowlist.1: "bash *"`);
    const { stdout } = await moltbot(["config", "validate", "--config", file, "--json"]);
    const { warnings } = JSON.parse(stdout) as { warnings: { id: string }[] };
    expect(warnings.map(({ id }) => id).filter((id) => id !== "alias")).toEqual([
      "unknown-tool",
      "risky-command",
      "dead-command",
    ]);
  });

  test("every command stops at a broken config and exits 2", async () => {
    const file = await configFile(broken);
    for (const command of [["gateway"], ["config", "get"], ["pairing", "pending"], ["users", "block", "telegram:1"]]) {
      const { code, stderr } = await moltbot([...command, "--config", file, "--state-dir", join(file, "..")]);
      expect([command, code]).toEqual([command, 2]);
      expect(stderr).toContain("has 2 problems");
    }
  });
});

describe("moltbot config get", () => {
  test("prints what is in force, defaults included", async () => {
    const file = await configFile('{ channels: { telegram: { dmPolicy: "open", allowFrom: ["*"] } } }');
    const get = (key: string) => moltbot(["config", "get", key, "--config", file]);
    expect(await get("channels.telegram.dmPolicy")).toMatchObject({ code: 0, stdout: "open\n" });
    expect(await get("channels.whatsapp.dmPolicy")).toMatchObject({ code: 0, stdout: "pairing\n" });
    expect(await get("channels.telegram.allowFrom")).toMatchObject({ code: 0, stdout: '[\n  "*"\n]\n' });
  });

  test("answers nothing, and 1, for a setting that is not set", async () => {
    const file = await configFile("{}");
    expect(await moltbot(["config", "get", "pairing.ttl", "--config", file])).toMatchObject({ code: 1, stdout: "" });
  });

  test("knows which key was meant", async () => {
    const file = await configFile("{}");
    const { code, stderr } = await moltbot(["config", "get", "channels.whatsapp.dmPolcy", "--config", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("→ Did you mean channels.whatsapp.dmPolicy?");
  });

  test("never prints a secret", async () => {
    const file = await configFile(`{ channels: { telegram: { botToken: "\${TOKEN}" } } }`);
    const env = { TOKEN: "123456:abcdefghijklmnopqrstuvwxyz012345678" };
    for (const args of [[], ["--json"], ["channels.telegram.botToken"], ["channels.telegram"]]) {
      const { code, stdout, stderr } = await moltbot(["config", "get", ...args, "--config", file], env);
      expect([code, stderr.includes(env.TOKEN), stdout.includes(env.TOKEN)]).toEqual([0, false, false]);
      expect(stdout).toContain("***");
    }
  });
});
