import { lstat, opendir, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@moltbot/core";

/** Watches how much a run writes. */
export interface DiskWatch {
  /** Calls `onFull` once when a limit is passed; the returned function ends the watch. */
  watch(onFull: () => void): () => void;
}

/** What may be written. */
export interface DiskLimits {
  /** Directories that are measured. */
  readonly directories: readonly string[];
  readonly limitBytes: number;
  /** Files and directories in all of them. */
  readonly limitEntries: number;
  /** What stays free on their file systems, whoever fills them. */
  readonly reserveBytes: number;
  readonly clock: Clock;
}

const shortestPauseMs = 200;

/**
 * Bind mounts have no quota of their own, so somebody has to look: what the directories hold, and what is left of the file
 * system, which also shows files that were removed but are still open. A run may not pass the limit; where more is there
 * already, it may only shrink. Looking takes at most a tenth of the time.
 */
export function createDiskWatch(o: DiskLimits): DiskWatch {
  let allowed: Usage | undefined;
  let nextLook = 0;
  const isFull = async (): Promise<boolean> => {
    const started = o.clock.now();
    const [now, hasSpace] = await Promise.all([usage(o), hasReserve(o)]);
    allowed = {
      bytes: Math.max(o.limitBytes, Math.min(now.bytes, allowed?.bytes ?? now.bytes)),
      entries: Math.max(o.limitEntries, Math.min(now.entries, allowed?.entries ?? now.entries)),
    };
    const ended = o.clock.now();
    nextLook = ended + Math.max(shortestPauseMs, (ended - started) * 10);
    return !Number.isFinite(now.bytes) || now.bytes > allowed.bytes || now.entries > allowed.entries || !hasSpace;
  };
  return {
    watch(onFull) {
      let isOver = false;
      let cancel = (): void => {};
      const arm = (): void => {
        cancel = o.clock.after(Math.max(0, nextLook - o.clock.now()), () => void look());
      };
      const look = async (): Promise<void> => {
        const full = await isFull();
        if (isOver) return;
        if (full) onFull();
        else arm();
      };
      arm();
      return () => {
        isOver = true;
        cancel();
      };
    },
  };
}

interface Usage {
  readonly bytes: number;
  readonly entries: number;
}

/** What the directories hold on disk; links are not followed, and a file with several names counts once for each. */
async function usage(o: DiskLimits): Promise<Usage> {
  let bytes = 0;
  let entries = 0;
  const most = o.limitEntries * 2;
  const walk = async (directory: string): Promise<void> => {
    const listed = await opendir(directory).catch(() => undefined);
    if (listed === undefined) return;
    try {
      for await (const entry of listed) {
        if (++entries > most) return;
        const path = join(directory, entry.name);
        // Deeper than the system lets anybody look by name: nobody may hide there.
        if (path.length > 4000) bytes = Number.POSITIVE_INFINITY;
        const info = await lstat(path).catch(() => undefined);
        if (info) bytes += info.blocks * 512;
        if (info?.isDirectory()) await walk(path);
      }
    } catch {
      // It vanished while it was read.
    }
  };
  for (const directory of o.directories) await walk(directory);
  return { bytes, entries };
}

async function hasReserve(o: DiskLimits): Promise<boolean> {
  for (const directory of o.directories) {
    const space = await statfs(directory).catch(() => undefined);
    if (space && space.bavail * space.bsize < o.reserveBytes) return false;
  }
  return true;
}
