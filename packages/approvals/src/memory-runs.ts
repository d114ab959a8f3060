import type { Approval } from "./approval.ts";
import type { ClaimResult, FinishResult, GrantStore, RunStep } from "./grant-store.ts";
import type { EventSink, MemoryApprovals } from "./memory.ts";
import type { Run, RunEnd } from "./run.ts";

/** Parts of one holder's runs. */
export interface MemoryRunParts {
  readonly approvals: Pick<MemoryApprovals, "all" | "read">;
  readonly record?: EventSink;
  /** Shared by all holders. */
  readonly runs: Map<string, Run>;
  readonly alive: ReadonlySet<string>;
  readonly holder: string;
}

type Runs = Omit<GrantStore, "holder" | "get" | "find" | "list" | "commit">;

const decidedFirst = (a: Approval, b: Approval): number =>
  (a.decidedAt ?? 0) - (b.decidedAt ?? 0) || (a.id < b.id ? -1 : 1);

/** The runs as one holder sees them. */
export function openRuns(o: MemoryRunParts): Runs {
  const { approvals, runs, holder } = o;
  const orphaned = (run: Run): boolean => run.finishedAt === undefined && !o.alive.has(run.holder);
  const write = (run: Run, events: Parameters<EventSink>[0]): Run => {
    runs.set(run.approval, run);
    o.record?.(events);
    return run;
  };
  const refused = (id: string, deadline: (decidedAt: number) => boolean): ClaimResult | undefined => {
    const approval = approvals.read(id);
    if (approval?.kind !== "exec" || approval.status !== "approved") return { status: "not_approved" };
    const run = runs.get(id);
    if (run !== undefined) return { status: "already", run };
    return approval.decidedAt !== undefined && deadline(approval.decidedAt) ? undefined : { status: "too_late" };
  };
  return {
    async approvedUnclaimed({ kind, limit }) {
      const waiting = [...approvals.all()].filter(
        (approval) => approval.kind === kind && approval.status === "approved" && !runs.has(approval.id),
      );
      return waiting.sort(decidedFirst).slice(0, limit);
    },
    async run(approval) {
      return runs.get(approval);
    },
    async claimRun({ approval, now, runTtlMs, events }) {
      const no = refused(approval, (decidedAt) => now < decidedAt + runTtlMs);
      return no ?? { status: "claimed", run: write({ approval, claimedAt: now, holder }, events) };
    },
    async skipRun({ approval, now, outcome, events }) {
      const skipped: Run = { approval, claimedAt: now, holder, finishedAt: now, outcome };
      return refused(approval, () => true) ?? { status: "claimed", run: write(skipped, events) };
    },
    async finishRun(step) {
      const result = finished(runs.get(step.approval), holder, step);
      if (result.status === "finished") write(result.run, step.events);
      return result;
    },
    async unfinishedRuns(query = {}) {
      const open = [...runs.values()].filter((run) => run.finishedAt === undefined);
      const wanted = query.orphaned === true ? open.filter(orphaned) : open;
      return wanted.sort((a, b) => a.claimedAt - b.claimedAt || (a.approval < b.approval ? -1 : 1));
    },
    async loseRun({ approval, now, events }) {
      const run = runs.get(approval);
      if (run === undefined || !orphaned(run)) return undefined;
      return write({ ...run, finishedAt: now, outcome: "lost" }, events);
    },
  };
}

function finished(run: Run | undefined, holder: string, step: RunStep & RunEnd): FinishResult {
  if (run === undefined) return { status: "not_claimed" };
  if (run.holder !== holder && run.finishedAt === undefined) return { status: "not_yours", run };
  if (run.holder !== holder || (run.finishedAt !== undefined && run.outcome !== "lost"))
    return { status: "already", run };
  const { approval, claimedAt } = run;
  const { now: finishedAt, outcome, code } = step;
  const ended: Run = { approval, claimedAt, holder, finishedAt, outcome, ...(code === undefined ? {} : { code }) };
  return { status: "finished", run: ended };
}
