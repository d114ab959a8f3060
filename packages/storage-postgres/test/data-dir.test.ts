import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeDataDir } from "../src/data-dir.ts";

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "moltbot-dir-")), "state");
});
afterEach(() => rm(join(dir, ".."), { recursive: true, force: true }));

/** Another process that lives until it is ended. */
function neighbour(): { pid: number; end(): Promise<void> } {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    pid: child.pid ?? 0,
    end: () => {
      child.kill("SIGKILL");
      return gone;
    },
  };
}

describe("the directory of an embedded database", () => {
  test("is made for its owner only and belongs to one process", async () => {
    const taken = await takeDataDir(dir);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(dir, "lock"), "utf8")).toMatch(new RegExp(`^${process.pid}\n`));
    await expect(takeDataDir(dir)).rejects.toMatchObject({ code: "conflict", data: { pid: process.pid } });
    await taken.release();
    expect(await readdir(dir)).toEqual([]);
    await (await takeDataDir(dir)).release();
  });

  test("stays with a process that runs, and is free when it was killed", async () => {
    const other = neighbour();
    const taken = await takeDataDir(dir);
    await writeFile(join(dir, "lock"), `${other.pid}\n\n`);
    await taken.release(); // no longer ours: stays
    await expect(takeDataDir(dir)).rejects.toThrow(`in use by process ${other.pid}`);
    await other.end();
    await (await takeDataDir(dir)).release();
  });

  test.runIf(process.platform === "linux")("is free when its number now belongs to another process", async () => {
    const taken = await takeDataDir(dir);
    await taken.release();
    await writeFile(join(dir, "lock"), `${process.pid}\nanother-boot/123\n`);
    await (await takeDataDir(dir)).release();
  });

  test.each(["", "\n", "0\n", "-1\n", "x", "99999999999999999999", "1e3\n"])(
    "is free when the lock says %j",
    async (text) => {
      await (await takeDataDir(dir)).release();
      await writeFile(join(dir, "lock"), text);
      await (await takeDataDir(dir)).release();
    },
  );

  test("of many that want a dead process's directory at once, one gets it", async () => {
    await (await takeDataDir(dir)).release();
    await writeFile(join(dir, "lock"), "999999999\n\n");
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeDataDir(dir)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(await readdir(dir)).toEqual(["lock"]);
  });

  test.runIf(process.getuid?.() !== 0)("says so when it cannot be written", async () => {
    await (await takeDataDir(dir)).release();
    await chmod(dir, 0o500);
    await expect(takeDataDir(dir)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("says so when it is a file", async () => {
    await writeFile(dir, "");
    await expect(takeDataDir(dir)).rejects.toMatchObject({ code: "unavailable", hint: expect.any(String) });
  });
});
