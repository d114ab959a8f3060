import type { ClaimResult, FinishResult, GrantStore, Run } from "@moltbot/approvals";
import { MoltbotError } from "@moltbot/core";
import type { Queries } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { corrupt, goodOnes, isApproval, isFields, isRun } from "./records.ts";
import { storable } from "./text.ts";

const table = "command_runs";

/** An answer of `run_claim` or `run_finish`. */
function answerOf<Answer extends { readonly status: string }>(
  value: unknown,
  bare: readonly Answer["status"][],
  id: string,
): Answer {
  if (!isFields(value)) throw new MoltbotError("invalid", "The database gave no answer about a run");
  if (!bare.includes(String(value["status"])) && !isRun(value["run"])) throw corrupt(table, id);
  return value as unknown as Answer; // its form is that of the function
}

/** Runs in Postgres for one process, `holder`. Exactly-once rests on the lock of the question's row and one primary key. */
export function createRunStore(
  db: Queries,
  holder: number,
  o: StoreDeps,
): Pick<GrantStore, "approvedUnclaimed" | "run" | "claimRun" | "skipRun" | "finishRun" | "unfinishedRuns" | "loseRun"> {
  const one = async (text: string, ...parameters: (string | number | null)[]): Promise<unknown> =>
    (await db.query(text, parameters))[0]?.["answer"];
  const runOf = (value: unknown, id: string): Run | undefined => {
    if (value === null || value === undefined) return undefined;
    if (!isRun(value)) throw corrupt(table, id);
    return value;
  };
  const claimText = "select run_claim($1::int, $2::text, $3::float8, $4::float8, $5::text, $6::text::jsonb) as answer";
  const refusals = ["not_approved", "too_late"] as const;
  return {
    async approvedUnclaimed({ kind, limit }) {
      const text = `select r.record from approvals a join approval_records r on r.id = a.id
        where a.kind = $1::text and a.status = 'approved' and not a.claimed order by a.decided_at, a.id limit $2::int`;
      const rows = await db.query(text, [kind, limit ?? null]);
      return goodOnes(rows, { column: "record", table: "approvals", log: o.log, is: isApproval });
    },

    async run(id) {
      const text = "select run_json(r) as answer from command_runs r where r.approval = $1::text";
      return runOf(await one(text, storable(id)), id);
    },

    async claimRun({ approval, now, runTtlMs, events }) {
      const rows = auditRows(events, o.random);
      const answer = await one(claimText, holder, storable(approval), now, runTtlMs, null, rows);
      return answerOf<ClaimResult>(answer, refusals, approval);
    },

    async skipRun({ approval, now, outcome, events }) {
      const rows = auditRows(events, o.random);
      const answer = await one(claimText, holder, storable(approval), now, null, outcome, rows);
      return answerOf<ClaimResult>(answer, refusals, approval);
    },

    async finishRun({ approval, now, outcome, code, events }) {
      const text = "select run_finish($1::int, $2::text, $3::text, $4::bigint, $5::float8, $6::text::jsonb) as answer";
      const rows = auditRows(events, o.random);
      const answer = await one(text, holder, storable(approval), outcome, code ?? null, now, rows);
      return answerOf<FinishResult>(answer, ["not_claimed"], approval);
    },

    async unfinishedRuns({ orphaned } = {}) {
      const dead = orphaned === true ? "and r.holder not in (select l.holder from live_holders l)" : "";
      const text = `select run_json(r) as run from command_runs r where r.finished_at is null ${dead}
        order by r.claimed_at, r.approval`;
      return goodOnes(await db.query(text), { column: "run", table, log: o.log, is: isRun });
    },

    async loseRun({ approval, now, events }) {
      const text = "select run_lose($1::text, $2::float8, $3::text::jsonb) as answer";
      return runOf(await one(text, storable(approval), now, auditRows(events, o.random)), approval);
    },
  };
}
