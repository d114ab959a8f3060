import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MoltbotError } from "@moltbot/core";

/** A directory that only this process uses. */
export interface DataDir {
  /** Where the database itself goes. */
  readonly data: string;
  release(): Promise<void>;
}

/** Text of a file, or nothing when it cannot be read. */
async function peek(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

/**
 * What tells a process from a later one with the same number: when it started, and in which run of the machine. Where the
 * system does not tell (it does on Linux), the number alone has to do.
 */
async function birthOf(pid: number): Promise<string> {
  const [stat, boot] = await Promise.all([peek(`/proc/${pid}/stat`), peek("/proc/sys/kernel/random/boot_id")]);
  // The second field is the program's name in brackets and may hold anything; the start time is the 20th after it.
  const started = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return started === undefined ? "" : `${boot?.trim() ?? ""}/${started}`;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // somebody else's, but it runs
  }
}

/** The process that a lock names, if it still runs. */
async function ownerOf(lock: string): Promise<number | undefined> {
  const [number = "", birth = ""] = lock.split("\n");
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid < 1 || !runs(pid)) return undefined;
  const now = await birthOf(pid);
  return birth === "" || now === "" || birth === now ? pid : undefined;
}

/** Whether `make` succeeded; `false` when `path` existed. */
async function linked(from: string, path: string): Promise<boolean> {
  try {
    await link(from, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Makes the directory (mode 0700) and takes it for this process: `lock` in it holds our number and birth. A lock whose
 * process is gone is replaced.
 * @throws MoltbotError `conflict` when another process uses it, `unavailable` when it cannot be written
 */
export async function takeDataDir(dir: string): Promise<DataDir> {
  const lock = join(dir, "lock");
  const token = randomBytes(8).toString("hex");
  const mine = join(dir, `lock.${token}`);
  const content = `${process.pid}\n${await birthOf(process.pid)}\n${token}\n`; // no two locks are ever alike
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(mine, content, { mode: 0o600 });
    for (let attempt = 0; !(await acquired({ dir, lock, mine })); attempt++) {
      if (attempt > 20) throw new MoltbotError("conflict", `The state directory ${dir} is being taken by others`);
    }
  } catch (error) {
    if (error instanceof MoltbotError) throw error;
    throw new MoltbotError("unavailable", `The state directory ${dir} cannot be used`, {
      hint: "It must be on a disk with free space, and its owner must be able to write to it.",
      cause: error,
    });
  } finally {
    await rm(mine, { force: true }).catch(() => undefined);
  }
  return {
    data: join(dir, "data"),
    async release() {
      if ((await peek(lock)) === content) await rm(lock, { force: true });
    },
  };
}

/**
 * One attempt. Who finds a dead lock first makes the claim on it, whose name follows from the lock's content and so can be
 * made once; a claim whose process died is claimed in the same way. The last of that chain owns the directory.
 */
async function acquired({ dir, lock, mine }: { dir: string; lock: string; mine: string }): Promise<boolean> {
  if (await linked(mine, lock)) return true;
  const found = await peek(lock);
  const claims: string[] = [];
  for (let last = found; last !== undefined; last = await peek(claims.at(-1) ?? lock)) {
    const owner = await ownerOf(last);
    if (owner !== undefined) throw inUse(dir, owner);
    const claim = join(dir, `lock.after.${createHash("sha256").update(last).digest("hex").slice(0, 32)}`);
    claims.push(claim);
    if (!(await linked(mine, claim))) continue;
    // Claims are removed after the lock was replaced: one that we got too late shows in the lock.
    const won = (await peek(lock)) === found;
    if (won) await rename(mine, lock);
    for (const old of won ? claims : [claim]) await rm(old, { force: true });
    return won;
  }
  return false;
}

function inUse(dir: string, pid: number): MoltbotError {
  return new MoltbotError("conflict", `The state directory ${dir} is in use by process ${pid}`, {
    hint: "Stop that process first, or set database.url: several processes can share a Postgres.",
    data: { pid },
  });
}
