import { accessSync, constants, existsSync, openSync, readlinkSync, realpathSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Descriptors } from "./descriptors.ts";
import { wordsOf } from "./trouble.ts";

/** A directory that is held open, so that putting another one in its place changes nothing. */
export interface Directory {
  /** Its real path when it was entered. */
  readonly real: string;
  /** What leads to it and nowhere else, in this process and in one that was just forked. */
  readonly handle: string;
  readonly fd: number;
}

/** What entering needs to know. */
export interface EnterOptions {
  readonly fds: Descriptors;
  /** Where a relative path begins. */
  readonly from?: Directory;
  /** A real path that the directory must be or lie in. */
  readonly workspace?: string;
}

const hasProc = existsSync("/proc/self/fd");

/**
 * Opens a directory, or says in the system's words why not. What was opened is what is checked and used. Where there is
 * no `/proc`, its real path stands for it.
 */
export function enterDirectory(path: string, o: EnterOptions): Directory | string {
  let fd: number | undefined;
  try {
    const place = isAbsolute(path) || o.from === undefined ? path : `${o.from.handle}/${path}`;
    fd = o.fds.own(openSync(place, constants.O_RDONLY | constants.O_DIRECTORY));
    const handle = hasProc ? `/proc/self/fd/${fd}` : realpathSync(place);
    const real = hasProc ? readlinkSync(handle) : handle;
    accessSync(handle, constants.X_OK);
    if (o.workspace === undefined || lies(real, o.workspace)) return { real, handle, fd };
    o.fds.close(fd);
    return "outside the workspace";
  } catch (error) {
    if (fd !== undefined) o.fds.close(fd);
    return wordsOf(error);
  }
}

function lies(real: string, workspace: string): boolean {
  return real === workspace || real.startsWith(workspace.endsWith("/") ? workspace : `${workspace}/`);
}
