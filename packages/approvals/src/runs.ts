import type { Clock } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import type { Act } from "./approvals.ts";
import { claimedEvent, endedEvent, lostEvent, type Stamp } from "./grant-events.ts";
import type { ClaimResult, FinishResult, GrantStore } from "./grant-store.ts";
import type { Run, RunEnd, SkipOutcome } from "./run.ts";

/** What was found undone by {@link Runs.recover}. */
export interface Recovered {
  /** Runs whose process died: nobody knows how far they came. They are never run again. */
  readonly lost: readonly Run[];
  /** Approved questions that nobody ran in time. */
  readonly lapsed: readonly Approval[];
}

/**
 * Carries out approved questions exactly once: claim, run, finish. Safe to call from several processes at once; every
 * method throws `unavailable` when the store does.
 */
export interface Runs {
  /** Approved questions that may be claimed now, the first decided first. */
  due(): Promise<readonly Approval[]>;
  /** Run it when, and only when, this answers `claimed`. After `unavailable`, ask again: a claim that was won is not lost. */
  claim(approval: Approval, act: Act): Promise<ClaimResult>;
  /** Writes down how a claimed run ended. */
  finish(approval: Approval, end: RunEnd, act: Act): Promise<FinishResult>;
  /** Gives an approved question up without running it. */
  skip(approval: Approval, outcome: SkipOutcome, act: Act): Promise<ClaimResult>;
  /** Writes down, once for all processes, what dead processes left and what nobody ran in time. */
  recover(): Promise<Recovered>;
}

/** Parts that {@link createRuns} works with. */
export interface RunsOptions {
  readonly store: GrantStore;
  readonly clock: Clock;
  /** A run begins within this time of the decision, milliseconds, or never. */
  readonly runTtlMs: number;
}

/** The verbs over any store. */
export function createRuns(o: RunsOptions): Runs {
  const { store, clock, runTtlMs } = o;
  const claims = createClaims(store);
  const inTime = ({ decidedAt }: Approval): boolean => decidedAt !== undefined && clock.now() < decidedAt + runTtlMs;
  const skip: Runs["skip"] = (approval, outcome, act) => {
    const now = clock.now();
    const events = [endedEvent(approval, { outcome }, stamp(act, now))];
    return store.skipRun({ approval: approval.id, now, outcome, events });
  };
  const finish: Runs["finish"] = (approval, end, act) => {
    const now = clock.now();
    const events = [endedEvent(approval, end, stamp(act, now))];
    return store.finishRun({ approval: approval.id, now, ...end, events });
  };
  return {
    async due() {
      const waiting = (await store.approvedUnclaimed({ kind: "exec" })).filter(inTime);
      const known = new Set(waiting.map(({ id }) => id));
      return [...claims.unsure().filter(({ id }) => !known.has(id)), ...waiting];
    },
    claim(approval, act) {
      const ask = (): Promise<ClaimResult> => {
        const now = clock.now();
        const events = [claimedEvent(approval, stamp(act, now))];
        return store.claimRun({ approval: approval.id, now, runTtlMs, events });
      };
      return claims.claim(approval, ask, async () => {
        if (inTime(approval)) return false;
        await finish(approval, { outcome: "lapsed" }, act);
        return true;
      });
    },
    finish,
    skip,
    async recover() {
      const lost: Run[] = [];
      for (const { approval } of await store.unfinishedRuns({ orphaned: true })) {
        const now = clock.now();
        const run = await store.loseRun({ approval, now, events: [lostEvent(approval, stamp(system, now))] });
        if (run !== undefined) lost.push(run);
      }
      const lapsed: Approval[] = [];
      for (const approval of await store.approvedUnclaimed({ kind: "exec" })) {
        if (inTime(approval)) continue;
        if ((await skip(approval, "lapsed", system)).status === "claimed") lapsed.push(approval);
      }
      return { lost, lapsed };
    },
  };
}

/** What became of attempts that were never answered. */
function createClaims(store: GrantStore) {
  const unsure = new Map<string, Approval>();
  const alone = createTurns();
  return {
    unsure: (): Approval[] => [...unsure.values()],
    /** `late` ends a run that was won by an unanswered attempt and found too late. */
    claim: (approval: Approval, ask: () => Promise<ClaimResult>, late: () => Promise<boolean>): Promise<ClaimResult> =>
      alone(approval.id, async () => {
        const again = unsure.has(approval.id);
        try {
          const result = await ask();
          // Nobody was told that this process won, so nothing runs yet.
          const won =
            again &&
            result.status === "already" &&
            result.run.holder === store.holder &&
            result.run.finishedAt === undefined;
          const answer: ClaimResult = !won
            ? result
            : (await late())
              ? { status: "too_late" }
              : { status: "claimed", run: result.run };
          unsure.delete(approval.id);
          return answer;
        } catch (error) {
          unsure.set(approval.id, approval);
          throw error;
        }
      }),
  };
}

/** Lets one attempt per id run at a time. */
function createTurns() {
  const busy = new Map<string, Promise<unknown>>();
  return async <T>(id: string, attempt: () => Promise<T>): Promise<T> => {
    const mine = (busy.get(id) ?? Promise.resolve()).then(attempt);
    const settled = mine.catch(() => undefined);
    busy.set(id, settled);
    try {
      return await mine;
    } finally {
      if (busy.get(id) === settled) busy.delete(id);
    }
  };
}

const system: Act = { actor: { kind: "system" } };

const stamp = (act: Act, now: number): Stamp => ({
  at: now,
  actor: act.actor,
  ...(act.policy === undefined ? {} : { policy: act.policy }),
});
