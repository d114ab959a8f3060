import { stat } from "node:fs/promises";
import type { Clock, Random } from "@moltbot/core";
import { MoltbotError } from "@moltbot/core";
import type { CellSpec, SandboxEngine } from "./engine.ts";
import type { Keeper, KeptCell } from "./keeper.ts";
import { createDiskWatch, type DiskWatch } from "./run/disk.ts";
import { checkMounts } from "./spec/check-mounts.ts";
import type { CheckedSpec } from "./spec/check-spec.ts";
import { unavailable } from "./trouble.ts";
import { makeWorkspace, removeIfEmpty, removeWorkspace } from "./workspace.ts";

/** What scopes share. */
export interface ScopeParts {
  readonly engines: readonly SandboxEngine[];
  readonly owner: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly keeper: Keeper;
  readonly root: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly reserveBytes: number;
  readonly killAfterMs: number;
  readonly isClosed: () => boolean;
}

/** A warm cell for one call. */
export interface Lease {
  readonly kept: KeptCell;
  readonly spec: CheckedSpec;
  readonly disk: DiskWatch;
  release(): void;
}

/** One scope: at most one cell that takes new calls. */
export interface Scope {
  /** Has a cell that was made by something else go, as soon as nothing runs in it. */
  use(spec: CheckedSpec): Promise<void>;
  /** A cell made by `spec`, made if there is none; made once for all who ask meanwhile. */
  acquire(spec: CheckedSpec): Promise<Lease>;
  /** Removes the cell if it is idle or too old; says whether. */
  sweep(now: number, maxAgeMs: number): Promise<boolean>;
  /** Removes the cell and the files. */
  remove(): Promise<void>;
  isIdle(): boolean;
  /** When what is being made is made. */
  settled(): Promise<void>;
}

const mebibyte = 1_048_576;

/** A scope without a cell. */
export function createScope(slug: string, first: CheckedSpec, parts: ScopeParts): Scope {
  let spec = first;
  let current: MadeCell | undefined;
  let making: Promise<KeptCell> | undefined;
  let removing: Promise<void> | undefined;
  let disk = diskWatch(spec, parts);
  const live = (): KeptCell | undefined => (current?.kept.isRetired === false ? current.kept : undefined);
  const make = (): Promise<KeptCell> => {
    making ??= makeCell(slug, spec, parts)
      .then((made) => {
        current = made;
        return made.kept;
      })
      .finally(() => {
        making = undefined;
      });
    return making;
  };
  /** From now on, cells are made by this. */
  const turn = async (next: CheckedSpec): Promise<void> => {
    if (next.hash !== spec.hash) disk = diskWatch(next, parts);
    spec = next;
    await making?.catch(() => {});
    const old = live();
    if (old && old.hash !== next.hash) await parts.keeper.retire(old);
  };
  return {
    use: turn,
    async acquire(wanted) {
      await removing;
      for (;;) {
        if (parts.isClosed()) throw closed();
        // Callers of one scope may differ in what they want.
        if (wanted.hash !== spec.hash) await turn(wanted);
        const old = live();
        // A directory that was removed and made again is another one, and its cell still has the first.
        if (old && (await placesOf(wanted)) !== current?.places) await parts.keeper.retire(old);
        const kept = live() ?? (await make());
        if (kept.hash !== wanted.hash || spec.hash !== wanted.hash) continue;
        return { kept, spec: wanted, disk, release: parts.keeper.use(kept) };
      }
    },
    async sweep(now, maxAgeMs) {
      const kept = live();
      if (kept === undefined || !isDue(kept, { now, maxAgeMs, pruneMs: spec.pruneMs })) return false;
      return retireIdle(kept, slug, parts);
    },
    async remove() {
      removing ??= removeAll(slug, { making, live, ...parts }).finally(() => {
        removing = undefined;
      });
      await removing;
    },
    isIdle: () => live() === undefined && making === undefined && removing === undefined,
    async settled() {
      await making?.catch(() => {});
    },
  };
}

async function retireIdle(kept: KeptCell, slug: string, { keeper, root }: ScopeParts): Promise<true> {
  await keeper.retire(kept);
  if (kept.active === 0) await removeIfEmpty(`${root}/${slug}`);
  return true;
}

async function removeAll(
  slug: string,
  o: Pick<ScopeParts, "keeper" | "root"> & { making: Promise<unknown> | undefined; live: () => KeptCell | undefined },
): Promise<void> {
  await o.making?.catch(() => {});
  const kept = o.live();
  if (kept) await o.keeper.stop(kept);
  await removeWorkspace(`${o.root}/${slug}`);
}

function isDue(kept: KeptCell, o: { now: number; maxAgeMs: number; pruneMs: number }): boolean {
  const isIdle = kept.active === 0 && o.pruneMs > 0 && o.now - kept.lastUsed >= o.pruneMs;
  return isIdle || (o.maxAgeMs > 0 && o.now - kept.startedAt >= o.maxAgeMs);
}

interface MadeCell {
  readonly kept: KeptCell;
  readonly places: string;
}

async function makeCell(slug: string, spec: CheckedSpec, parts: ScopeParts): Promise<MadeCell> {
  await makeWorkspace(parts.root, slug, parts.user);
  const engine = await chooseEngine(parts.engines, spec.engine);
  const places = await placesOf(spec);
  const cell = await engine.create({ ...cellSpec(spec), owner: parts.owner, slug });
  const kept = parts.keeper.add(cell, spec.hash);
  try {
    await checkMounts(spec.mounts);
    if (parts.isClosed()) throw closed();
    return { kept, places };
  } catch (error) {
    await parts.keeper.stop(kept);
    throw error;
  }
}

/** Which directories its mounts are, by number. */
async function placesOf({ mounts }: CheckedSpec): Promise<string> {
  const found = await Promise.all(mounts.map(({ source }) => stat(source).catch(() => undefined)));
  return found.map((info) => (info ? `${info.dev}:${info.ino}` : "")).join(" ");
}

function cellSpec(spec: CheckedSpec): Omit<CellSpec, "owner" | "slug"> {
  const { hash, network, limits, mounts, user, image } = spec;
  return { hash, network, limits, mounts, user, ...(image && { image }) };
}

function diskWatch(spec: CheckedSpec, parts: ScopeParts): DiskWatch {
  return createDiskWatch({
    directories: spec.mounts.filter(({ writable }) => writable).map(({ source }) => source),
    limitBytes: spec.limits.diskMb * mebibyte,
    limitEntries: 200_000,
    reserveBytes: parts.reserveBytes,
    clock: parts.clock,
  });
}

async function chooseEngine(engines: readonly SandboxEngine[], name: CheckedSpec["engine"]): Promise<SandboxEngine> {
  const candidates = engines.filter((engine) => name === "auto" || engine.name === name);
  const reasons: string[] = [];
  if (name !== "auto" && candidates[0]) return candidates[0];
  for (const engine of candidates) {
    const health = await engine.probe();
    if (health.ok) return engine;
    reasons.push(`${engine.name}: ${health.because}`);
  }
  const because = reasons.length > 0 ? reasons.join("; ") : `${name} is not set up`;
  throw unavailable(`no sandbox engine can be used (${because})`, "Start Docker or install bubblewrap.");
}

const closed = (): MoltbotError => new MoltbotError("unavailable", "the sandboxes are closed");
