import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeNewFile } from "../../src/output/write-new-file.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "moltbot-file-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* pieces(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}
async function* broken(): AsyncGenerator<string> {
  yield "half of it";
  throw new Error("the store went away");
}

describe("A file of results", () => {
  test("is readable by its owner only, and complete", async () => {
    const path = join(dir, "new");
    expect(await writeNewFile(path, async () => pieces("ä", "b"), { force: false })).toEqual({ path, bytes: 3 });
    expect(await readFile(path, "utf8")).toBe("äb");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("never replaces another unless it is told to, a link included", async () => {
    const path = join(dir, "old");
    await writeFile(path, "precious");
    let asked = false;
    const ask = async () => {
      asked = true;
      return pieces("x");
    };
    await expect(writeNewFile(path, ask, { force: false })).rejects.toMatchObject({ code: "conflict" });
    await symlink("/nowhere/at/all", join(dir, "link"));
    await expect(writeNewFile(join(dir, "link"), ask, { force: false })).rejects.toMatchObject({ code: "conflict" });
    expect(asked).toBe(false);
    const meanwhile = async () => {
      await writeFile(join(dir, "raced"), "first");
      return pieces("second");
    };
    await expect(writeNewFile(join(dir, "raced"), meanwhile, { force: false })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await readFile(join(dir, "raced"), "utf8")).toBe("first");
    await writeNewFile(path, ask, { force: true });
    expect(await readFile(path, "utf8")).toBe("x");
  });

  test("that broke off is not there, and leaves nothing behind", async () => {
    const before = await readdir(dir);
    await expect(writeNewFile(join(dir, "half"), async () => broken(), { force: false })).rejects.toThrow("went away");
    expect(await readdir(dir)).toEqual(before);
    const nowhere = writeNewFile(join(dir, "no", "where"), async () => pieces("x"), { force: false });
    await expect(nowhere).rejects.toMatchObject({ code: "invalid" });
  });
});
