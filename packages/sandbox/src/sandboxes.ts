import { getgid, getuid } from "node:process";
import {
  type Clock,
  type Logger,
  MoltbotError,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
} from "@moltbot/core";
import type { SandboxEngine } from "./engine.ts";
import { createKeeper } from "./keeper.ts";
import { createOpening, type SandboxSettings } from "./opening.ts";
import { type RecoverReport, recover } from "./recover.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Scope, ScopeParts } from "./scope-state.ts";
import type { SandboxSpec } from "./spec/spec.ts";
import { createUses } from "./uses.ts";
import { insideUser } from "./workspace.ts";

/** Parts that {@link createSandboxes} works with. */
export interface SandboxesOptions {
  /** Engines that may be used; `auto` takes the first that answers. */
  readonly engines: readonly SandboxEngine[];
  /** A directory of the host that holds each scope's `/workspace`. */
  readonly root: string;
  /** Names this process among all that share an engine, and stays the same when it starts again. */
  readonly owner: string;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Logger;
  /** Who runs inside: the user of this process, or 65534 where that is root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Binds must come from below these directories; from anywhere that is not refused unless told. */
  readonly bindRoots?: readonly string[];
  /** Directories that no sandbox may see, such as the one with this program's state. `root` is always one. */
  readonly guarded?: readonly string[];
  /** No sandbox gets older: 7 days unless told, 0: no limit. */
  readonly maxAgeMs?: number;
  /** What every run leaves free on the disk, in MiB: 1024 unless told. */
  readonly diskReserveMb?: number;
  /** How long a program has between `SIGTERM` and `SIGKILL`: 2000 unless told. */
  readonly killAfterMs?: number;
}

/** The sandboxes of one process. */
export interface Sandboxes {
  /**
   * The sandbox of a scope, with an operator's specification; one that is warm is replaced if it was made from another.
   * `now` says what it would be opened with at any later moment; without it that stays as it is.
   * @throws MoltbotError `invalid` on what would open the host, or cannot work
   */
  open(scopeKey: string, spec: SandboxSpec, now?: () => Promise<SandboxSettings>): Promise<Sandbox>;
  /**
   * For changed settings, once `now` says the new ones: ends at once what runs by wider ones, as `narrowed`, and says how
   * many calls that were. What begins afterwards runs by the new ones, in sandboxes that were opened before, too. Where
   * `now` rejects, everything ends.
   */
  review(): Promise<number>;
  /** Removes what an earlier process of this owner left. Call it at the start, before {@link open}. */
  recover(): Promise<RecoverReport>;
  /** Removes what is idle or too old at `now`, and tries again what could not be removed. Says how many went. */
  sweep(now: number): Promise<number>;
  /** How many are warm. */
  count(): number;
  /** Ends all; files stay. Nothing runs afterwards. */
  close(): Promise<void>;
}

const week = 7 * 24 * 3_600_000;

/** Sandboxes on the given engines. */
export function createSandboxes(o: SandboxesOptions): Sandboxes {
  if (!/^[\w.:-]{1,128}$/.test(o.owner))
    throw new MoltbotError("invalid", "owner is 1 to 128 letters, digits, . _ : -");
  const clock = o.clock ?? systemClock;
  const log = o.log ?? silentLogger;
  const keeper = createKeeper({ clock, log });
  const uses = createUses(keeper);
  const scopes = new Map<string, Scope>();
  const user = o.user ?? insideUser({ uid: getuid?.() ?? 1000, gid: getgid?.() ?? 1000 });
  if (user.uid === 0) throw new MoltbotError("invalid", "nobody is root in a sandbox");
  const maxAgeMs = o.maxAgeMs ?? week;
  let isClosed = false;
  const parts: ScopeParts = {
    engines: o.engines,
    owner: o.owner,
    clock,
    random: o.random ?? systemRandom,
    keeper,
    root: o.root,
    user,
    reserveBytes: (o.diskReserveMb ?? 1024) * 1_048_576,
    killAfterMs: o.killAfterMs ?? 2000,
    isClosed: () => isClosed,
  };
  return {
    open: createOpening({
      ...{ parts, uses, scopes, log, guarded: () => o.guarded ?? [] },
      ...(o.bindRoots && { bindRoots: o.bindRoots }),
    }),
    review: () => uses.review(),
    async recover() {
      const report = await recover(o.engines, { owner: o.owner, keep: keeper.ids(), root: o.root, scopes });
      if (report.removed > 0) log.info("removed sandboxes of an earlier run", { removed: report.removed });
      return report;
    },
    async sweep(now) {
      await keeper.retry();
      const swept = await Promise.all([...scopes.values()].map((scope) => scope.sweep(now, maxAgeMs)));
      for (const [slug, scope] of scopes) if (scope.isIdle()) scopes.delete(slug);
      return swept.filter(Boolean).length;
    },
    count: () => keeper.all().filter((kept) => !kept.isRetired).length,
    async close() {
      isClosed = true;
      await Promise.all([...scopes.values()].map((scope) => scope.settled()));
      await Promise.all(keeper.all().map((kept) => keeper.stop(kept)));
      await keeper.retry();
    },
  };
}
