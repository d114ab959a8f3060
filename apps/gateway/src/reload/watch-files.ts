import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type Clock, type Logger, messageOf } from "@moltbot/core";

/** A watch over some files. */
export interface FileWatch {
  /** Looks now, and follows `files` as they are now. */
  refresh(): Promise<void>;
  close(): void;
}

/** Editors and programs write in several steps: this long nothing may change. */
const quietMs = 300;
/** What the system does not tell of (a network drive, a folder mounted into a container) is found by looking. */
const lookEveryMs = 2000;

/**
 * Calls `changed` once after files were written, replaced, made or removed, links followed. It hears of changes from the
 * system and looks by itself as well; both only compare what `stat` says.
 */
export function watchFiles(d: {
  readonly files: () => readonly string[];
  readonly changed: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}): FileWatch {
  let closed = false;
  let known: string | undefined;
  let cancelLook = (): void => {};
  let cancelQuiet = (): void => {};
  const folders = followFolders(() => void look(), d.log);

  async function look(): Promise<void> {
    const seen = await stamp(d.files());
    if (closed || seen === known) return;
    const first = known === undefined;
    known = seen;
    if (first) return;
    cancelQuiet();
    cancelQuiet = d.clock.after(quietMs, () => void settle(seen));
  }
  /** Nothing more happened meanwhile: that was it. */
  async function settle(seen: string): Promise<void> {
    const now = await stamp(d.files());
    if (closed) return;
    if (now === seen) return d.changed();
    known = now;
    cancelQuiet = d.clock.after(quietMs, () => void settle(now));
  }
  function next(): void {
    cancelLook = d.clock.after(lookEveryMs, () => {
      void look().finally(() => {
        if (!closed) next();
      });
    });
  }
  next();
  return {
    async refresh() {
      if (closed) return;
      folders.follow(d.files().map((file) => dirname(file)));
      known = undefined;
      await look();
    },
    close() {
      closed = true;
      cancelLook();
      cancelQuiet();
      folders.follow([]);
    },
  };
}

/** Hears from the system that something happened in a folder. What it cannot hear is found by looking. */
function followFolders(heard: () => void, log: Logger): { follow(folders: readonly string[]): void } {
  const open = new Map<string, FSWatcher>();
  const drop = (folder: string, watcher: FSWatcher): void => {
    watcher.close();
    open.delete(folder);
  };
  const add = (folder: string): void => {
    try {
      const watcher = watch(folder, { persistent: false }, heard);
      watcher.on("error", () => drop(folder, watcher));
      open.set(folder, watcher);
    } catch (error) {
      log.debug("a folder is looked at only from time to time", { folder, error: messageOf(error) });
    }
  };
  return {
    follow(folders) {
      const wanted = new Set(folders);
      for (const [folder, watcher] of open) if (!wanted.has(folder)) drop(folder, watcher);
      for (const folder of wanted) if (!open.has(folder)) add(folder);
    },
  };
}

/** What `stat` says of each, as one text. */
async function stamp(files: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file, { bigint: true }).catch(() => undefined);
      return found === undefined ? "none" : `${found.ino}.${found.size}.${found.mtimeNs}.${found.ctimeNs}`;
    }),
  );
  return parts.join(" ");
}
