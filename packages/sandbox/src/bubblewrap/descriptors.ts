import { readdirSync, readFileSync } from "node:fs";

const closedOnExec = 0o2000000;

/** Open descriptors of this process that a program it starts would get, lowest first. */
export function inheritedDescriptors(): readonly number[] {
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((fd) => fd > 2 && isInherited(fd))
    .sort((a, b) => a - b);
}

function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & closedOnExec) === 0;
  } catch {
    // The one that listed them is closed.
    return false;
  }
}
