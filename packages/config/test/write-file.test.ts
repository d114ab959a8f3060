import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMoltbotError } from "@moltbot/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeConfigFile } from "../src/index.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "moltbot-write-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function place(text?: string): Promise<string> {
  const file = join(await mkdtemp(join(root, "one-")), "moltbot.json5");
  if (text !== undefined) await writeFile(file, text, { mode: 0o600 });
  return file;
}
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => (isMoltbotError(error) ? error.code : error),
  );

describe("[R9.7] writing a configuration file", () => {
  test("keeps mode, link and a copy, and leaves nothing else behind", async () => {
    const file = await place("{ a: 1 }");
    await chmod(file, 0o640);
    const link = join(file, "..", "link.json5");
    await symlink(file, link);
    expect(await writeConfigFile({ file: link, before: "{ a: 1 }", after: "{ a: 2 }" })).toBe(`${file}.bak`);
    expect([await readFile(file, "utf8"), await readFile(`${file}.bak`, "utf8")]).toEqual(["{ a: 2 }", "{ a: 1 }"]);
    expect([(await stat(file)).mode & 0o777, (await stat(`${file}.bak`)).mode & 0o777]).toEqual([0o640, 0o600]);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await readdir(join(file, ".."))).sort()).toEqual(["link.json5", "moltbot.json5", "moltbot.json5.bak"]);
  });

  test("makes a new file with mode 0600, and no copy", async () => {
    const file = await place();
    expect(await writeConfigFile({ file, before: "", after: "{}" })).toBeUndefined();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("refuses a file that changed, came or went meanwhile, and changes nothing", async () => {
    const file = await place("{ theirs: 1 }");
    expect(await failure(writeConfigFile({ file, before: "{}", after: "{ mine: 1 }" }))).toBe("conflict");
    expect(await failure(writeConfigFile({ file, before: "", after: "{ mine: 1 }" }))).toBe("conflict");
    expect(await readFile(file, "utf8")).toBe("{ theirs: 1 }");
    const gone = await place();
    expect(await failure(writeConfigFile({ file: gone, before: "{}", after: "{ mine: 1 }" }))).toBe("conflict");
    expect(await readdir(join(file, ".."))).toEqual(["moltbot.json5"]);
  });

  test("of many writers at once one wins, and the others know", async () => {
    const file = await place("{}");
    const after = Array.from({ length: 20 }, (_, n) => `{ n: ${n} }`);
    const ended = await Promise.all(after.map((text) => failure(writeConfigFile({ file, before: "{}", after: text }))));
    expect(ended.filter((code) => code === undefined)).toHaveLength(1);
    expect(ended.filter((code) => code === "conflict")).toHaveLength(19);
    expect(await readFile(file, "utf8")).toBe(after[ended.indexOf(undefined)]);
  });

  test("a lock of a process that is gone is in nobody's way; one of a living process is", async () => {
    const file = await place("{}");
    await writeFile(`${file}.lock`, "999999999");
    expect(await failure(writeConfigFile({ file, before: "{}", after: "{ a: 1 }" }))).toBeUndefined();
    await writeFile(`${file}.lock`, String(process.ppid));
    expect(await failure(writeConfigFile({ file, before: "{ a: 1 }", after: "{}" }))).toBe("conflict");
    expect(await readFile(file, "utf8")).toBe("{ a: 1 }");
  });

  test("where nothing can be written, says so", async () => {
    const file = join(await place(), "deeper", "moltbot.json5");
    expect(await failure(writeConfigFile({ file, before: "", after: "{}" }))).toBe("unavailable");
    const folder = await place();
    await mkdir(folder);
    expect(await failure(writeConfigFile({ file: folder, before: "{}", after: "{}" }))).toBe("unavailable");
  });
});
