import { randomBytes } from "node:crypto";
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
 * process is gone is moved away and replaced.
 * @throws MoltbotError `conflict` when another process uses it, `unavailable` when it cannot be written
 */
export async function takeDataDir(dir: string): Promise<DataDir> {
  const lock = join(dir, "lock");
  const mine = join(dir, `lock.${process.pid}.${randomBytes(4).toString("hex")}`);
  const content = `${process.pid}\n${await birthOf(process.pid)}\n`;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(mine, content, { mode: 0o600 });
    await acquire({ dir, lock, mine });
  } catch (error) {
    await rm(mine, { force: true }).catch(() => undefined);
    if (error instanceof MoltbotError) throw error;
    throw new MoltbotError("unavailable", `The state directory ${dir} cannot be used`, {
      hint: "It must be on a disk with free space, and its owner must be able to write to it.",
      cause: error,
    });
  }
  return {
    data: join(dir, "data"),
    async release() {
      if ((await peek(lock)) === content) await rm(lock, { force: true });
    },
  };
}

async function acquire({ dir, lock, mine }: { dir: string; lock: string; mine: string }): Promise<void> {
  const aside = `${mine}.stale`;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await linked(mine, lock)) return rm(mine, { force: true });
    const found = await peek(lock);
    if (found === undefined) continue;
    const owner = await ownerOf(found);
    if (owner !== undefined) {
      throw new MoltbotError("conflict", `The state directory ${dir} is in use by process ${owner}`, {
        hint: "Stop that process first, or set database.url: several processes can share a Postgres.",
        data: { pid: owner },
      });
    }
    // Only one process can move a given file away. Should it turn out to be a newer lock, it is put back.
    await rename(lock, aside).catch(() => undefined);
    const moved = await peek(aside);
    if (moved !== undefined && moved !== found) await linked(aside, lock);
    await rm(aside, { force: true });
  }
  throw new MoltbotError("conflict", `The state directory ${dir} is being taken by another process`);
}
