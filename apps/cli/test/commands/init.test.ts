import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { moltbot } from "../support/moltbot.ts";
import { createStateDir } from "../support/state-dir.ts";

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("moltbot init", () => {
  test("writes a config that validates, readable by its owner only", async () => {
    const home = await createStateDir();
    const file = join(home, ".moltbot", "moltbot.json5");
    const env = { HOME: home };
    expect(await moltbot(["init"], env)).toMatchObject({ code: 0, stdout: `${file}\n` });
    expect(await mode(file)).toBe(0o600);
    expect(await mode(join(home, ".moltbot"))).toBe(0o700);
    expect(await readFile(file, "utf8")).toContain("$schema");
    expect(await moltbot(["config", "validate"], env)).toMatchObject({ code: 0, stdout: `${file} is fine.\n` });
  });

  test("never replaces a file unless asked to, and then keeps it private", async () => {
    const directory = await createStateDir();
    const file = join(directory, "mine.json5");
    await writeFile(file, "{ /* mine */ }");
    await chmod(file, 0o644);
    const refused = await moltbot(["init", "--path", file]);
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("replace it with --force");
    expect(await readFile(file, "utf8")).toBe("{ /* mine */ }");
    expect(await moltbot(["init", "--path", file, "--force", "--json"])).toMatchObject({
      code: 0,
      stdout: `${JSON.stringify({ path: file }, null, 2)}\n`,
    });
    expect(await readFile(file, "utf8")).not.toContain("mine");
    expect(await mode(file)).toBe(0o600);
  });

  test("says so when it cannot write there", async () => {
    const directory = await createStateDir();
    await writeFile(join(directory, "file"), "");
    const { code, stderr } = await moltbot(["init", "--path", join(directory, "file", "moltbot.json5")]);
    expect(code).toBe(1);
    expect(stderr).toContain("Choose another place with --path.");
  });
});
