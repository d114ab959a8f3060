import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
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

  test("is free when its number now belongs to another process, where the system can tell", async () => {
    const taken = await takeDataDir(dir);
    await taken.release();
    await writeFile(join(dir, "lock"), `${process.pid}\nanother-boot/123\n`);
    const again = takeDataDir(dir);
    if (process.platform === "linux") await (await again).release();
    else await expect(again).rejects.toMatchObject({ code: "conflict" });
  });

  test.each(["", "\n", "0\n", "-1\n", "x", "99999999999999999999", "1e3\n"])(
    "is free when the lock says %j",
    async (text) => {
      await (await takeDataDir(dir)).release();
      await writeFile(join(dir, "lock"), text);
      await (await takeDataDir(dir)).release();
    },
  );

  test("is free when a process died while it was taking over", async () => {
    await (await takeDataDir(dir)).release();
    const [dead, claimant] = ["999999999\n\n1\n", "999999998\n\n2\n"];
    await writeFile(join(dir, "lock"), dead);
    await writeFile(join(dir, `lock.after.${createHash("sha256").update(dead).digest("hex").slice(0, 32)}`), claimant);
    const taken = await takeDataDir(dir);
    expect(await readdir(dir)).toEqual(["lock"]);
    await taken.release();
  });

  test("of many that want a dead process's directory at once, one gets it", async () => {
    await (await takeDataDir(dir)).release();
    for (let round = 0; round < 40; round++) {
      await writeFile(join(dir, "lock"), `999999999\n\n${round}\n`);
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeDataDir(dir)));
      expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
      expect(await readdir(dir)).toEqual(["lock"]);
    }
  });

  test("says so when it is a file", async () => {
    await writeFile(dir, "");
    await expect(takeDataDir(dir)).rejects.toMatchObject({ code: "unavailable", hint: expect.any(String) });
  });
});
