import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process, as the system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Since when it runs, in ticks since the system started: with the pid, what no other process shares. */
  readonly start: number;
  /** Whether it has ended and only waits for its parent to hear of it. */
  readonly isGone: boolean;
}

/** Every process that is there now, by pid; `undefined` when the system does not say. */
export function listProcesses(proc: string): ReadonlyMap<number, ProcessEntry> | undefined {
  const names = peek(() => readdirSync(proc));
  if (names === undefined) return undefined;
  const found = new Map<number, ProcessEntry>();
  for (const name of names) {
    const entry = /^\d+$/.test(name) ? readProcess(proc, Number(name)) : undefined;
    if (entry !== undefined) found.set(entry.pid, entry);
  }
  return found;
}

/** One process; `undefined` when it is not there. */
export function readProcess(proc: string, pid: number): ProcessEntry | undefined {
  const stat = peek(() => readFileSync(`${proc}/${pid}/stat`, "latin1"));
  if (stat === undefined) return undefined;
  // The name of the program may hold anything, so that fields count from the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const at = (index: number): number => Number(fields[index]);
  const hasThreads = at(17) > 1;
  return {
    pid,
    parent: at(1),
    session: at(3),
    start: at(19),
    isGone: fields[0] === "X" || (fields[0] === "Z" && !hasThreads),
  };
}

/** Whether a process was started with this `NAME=value`. */
export function hasVariable(proc: string, pid: number, variable: string): boolean {
  const environ = peek(() => readFileSync(`${proc}/${pid}/environ`, "latin1"));
  return environ?.split("\0").includes(variable) === true;
}

/** Whether a process has a file open whose name begins like this. */
export function hasOpen(proc: string, pid: number, prefix: string): boolean {
  const names = peek(() => readdirSync(`${proc}/${pid}/fd`)) ?? [];
  return names.some((name) => peek(() => readlinkSync(`${proc}/${pid}/fd/${name}`))?.startsWith(prefix) === true);
}

/** What may fail at any moment: the process ends, or it is somebody else's. */
function peek<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
