import { readFile } from "node:fs/promises";

/** The processes that a process started, or inherited. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text
    .trim()
    .split(" ")
    .filter((child) => /^\d+$/.test(child))
    .map(Number);
}

/** A process and everything that descends from it; the first process of a namespace has all of it below. */
export async function descendants(pid: number, most: number): Promise<readonly number[]> {
  const found = [pid];
  for (let at = 0; at < found.length && found.length <= most; at++) {
    const parent = found[at];
    if (parent !== undefined) found.push(...(await childrenOf(parent)));
  }
  return found;
}

/** The memory that processes hold for themselves, in bytes. */
export async function ownMemory(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
      const kilobytes = [...text.matchAll(/^(?:RssAnon|RssShmem):\s+(\d+) kB$/gm)].map(([, size]) => Number(size));
      return kilobytes.reduce((sum, size) => sum + size, 0) * 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
