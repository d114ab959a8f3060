import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMoltbotError } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfigFile } from "../src/index.ts";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "moltbot-config-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function failure(path: string, explicit = false): Promise<unknown> {
  return loadConfigFile(path, { explicit }).then(
    () => undefined,
    (error: unknown) => (isMoltbotError(error) ? [error.code, error.message.includes(path)] : error),
  );
}

describe("reading the file", () => {
  test("a file that nobody asked for may be missing", async () => {
    expect(await loadConfigFile(join(dir, "none.json5"))).toMatchObject({ ok: true, found: false, text: "" });
  });

  test("[R0.3] a file that was asked for, or cannot be read, is an error with its path", async () => {
    expect(await failure(join(dir, "none.json5"), true)).toEqual(["not_found", true]);
    expect(await failure(dir)).toEqual(["unavailable", true]);
    expect(await failure(join(dir, "a\0b"))).toEqual(["unavailable", true]);
    const bytes = join(dir, "bytes.json5");
    await writeFile(bytes, Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d));
    expect(await failure(bytes)).toEqual(["unavailable", true]);
    const large = join(dir, "large.json5");
    await writeFile(large, " ".repeat(2_000_000));
    expect(await failure(large)).toEqual(["unavailable", true]);
  });

  test("problems carry the file's name", async () => {
    const file = join(dir, "bad.json5");
    await writeFile(file, "{ ownrs: [] }");
    expect(await loadConfigFile(file)).toMatchObject({
      ok: false,
      problems: [{ file, path: "ownrs", suggestion: "owners" }],
    });
  });

  test("secrets in a file that others may open are a warning", async () => {
    const file = join(dir, "modes.json5");
    const warnings = async (text: string, mode: number): Promise<readonly string[]> => {
      await writeFile(file, text);
      await chmod(file, mode);
      const result = await loadConfigFile(file, { env: { T: "1:a" } });
      return result.ok ? result.warnings.map(({ id }) => id) : ["problems"];
    };
    expect(await warnings('{ channels: { telegram: { botToken: "1:a" } } }', 0o644)).toEqual(["file-mode"]);
    expect(await warnings('{ channels: { telegram: { botToken: "1:a" } } }', 0o600)).toEqual([]);
    expect(await warnings(`{ channels: { telegram: { botToken: "$${"{T}"}" } } }`, 0o644)).toEqual([]);
    expect(await warnings('{ owners: ["telegram:1"] }', 0o666)).toEqual([]);
  });
});
