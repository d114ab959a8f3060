import { execFile } from "node:child_process";
import { openSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { platform } from "node:process";
import { promisify } from "node:util";
import type { Descriptors } from "./descriptors.ts";
import { defaultPath } from "./options.ts";

/** The two ends of a pipe, and on Linux what leads to it without being one of them. */
export interface Pipe {
  readonly read: number;
  readonly write: number;
  readonly name?: number;
}

/** Pipes of the system, with nothing left in the file system. */
export interface Pipes {
  readonly all: readonly Pipe[];
  /** What the names of their files begin with, as `/proc/<pid>/fd` shows them. */
  readonly prefix: string;
}

/**
 * Makes real pipes, which Node has no call for: its own `pipe` is a socket, which programs cannot open again as
 * `/dev/stdin`, and which ends `yes | head` with another error. They are named pipes in a private directory that is gone
 * when this resolves. Rejects when they cannot be made.
 */
export async function openPipes(count: number, o: { scratch: string; fds: Descriptors }): Promise<Pipes> {
  const directory = realpathSync(await mkdtemp(join(o.scratch, "moltbot-run-")));
  try {
    const names = Array.from({ length: count }, (_, index) => join(directory, `${index}`));
    await promisify(execFile)("mkfifo", ["-m", "600", ...names], { cwd: "/", env: { PATH: defaultPath } });
    return { all: names.map((name) => openPipe(name, o.fds)), prefix: `${directory}/` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

// Opening one end waits for the other, unless somebody has both.
function openPipe(name: string, fds: Descriptors): Pipe {
  const both = fds.own(openSync(name, "r+"));
  const pipe = { read: fds.own(openSync(name, "r")), write: fds.own(openSync(name, "w")) };
  fds.close(both);
  return platform === "linux" ? { ...pipe, name: fds.own(openSync(name, linuxPathOnly)) } : pipe;
}

// O_PATH, which Node does not name.
const linuxPathOnly = 0o10000000;
