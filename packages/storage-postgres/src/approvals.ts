import type { Approval, ApprovalStore } from "@moltbot/approvals";
import { type CommitResult, type DomainEvent, isMoltbotError, type Notice } from "@moltbot/core";
import type { Queries, Row } from "./driver.ts";
import { createPlaces } from "./places.ts";
import { auditRows, goodQuestions, type StoreDeps } from "./questions.ts";
import { corrupt, isApproval } from "./records.ts";
import { storable, toJsonb } from "./text.ts";

const table = "approvals";

interface Commit {
  readonly changes: readonly unknown[];
  readonly events: readonly DomainEvent[];
  readonly notices?: readonly Notice[];
}

/** Changes to questions and people, their events and the messages they owe, in one statement: all or nothing. */
export function commitChanges(db: Queries, commit: Commit, o: StoreDeps): Promise<CommitResult> {
  return commitWith(db, "commit_changes", commit, o);
}

/** The same by another function of the database, which knows other changes. */
export async function commitWith(
  db: Queries,
  by: "commit_changes" | "commit_device_changes",
  commit: Commit,
  o: StoreDeps,
): Promise<CommitResult> {
  try {
    const places = createPlaces();
    const owed = (commit.notices ?? []).map(({ to, card, ...message }) => {
      const { channel, account, id } = to;
      return { at: places.at({ channel, account, kind: "dm", id }), message, card };
    });
    await db.query(
      `select ${by}($1::text::jsonb, $2::text::jsonb, $3::text::jsonb, $4::text::jsonb, $5::float8)::text`,
      [toJsonb(commit.changes), auditRows(commit.events, o.random), places.toJsonb(), toJsonb(owed), o.clock.now()],
    );
    return { status: "committed" };
  } catch (error) {
    if (isMoltbotError(error) && error.code === "conflict") return { status: "conflict", because: error.message };
    throw error;
  }
}

/** Questions in Postgres. Exactly-once rests on a version column and one unique index, on no isolation level. */
export function createApprovalStore(db: Queries, o: StoreDeps): ApprovalStore {
  const one = (rows: readonly Row[], id: string): Approval | undefined => {
    const [row] = rows;
    if (row === undefined) return undefined;
    const record = row["record"];
    if (!isApproval(record)) throw corrupt(table, id);
    return record;
  };
  return {
    async get(id) {
      return one(await db.query("select record from approval_records where id = $1::text", [storable(id)]), id);
    },
    async findPending(kind, subject) {
      const text =
        "select record from approval_records where kind = $1::text and subject = $2::text and status = 'pending'";
      const rows = await db.query(text, [storable(kind), storable(subject)]);
      return (await goodQuestions(db, { ...o, rows, column: "record" }))[0];
    },
    async pending({ kind, limit } = {}) {
      const text = `select record from approval_records
        where status = 'pending' and created_at is not null and ($1::text is null or kind = $1::text) order by created_at, id limit $2::int`;
      const rows = await db.query(text, [kind ?? null, limit ?? null]);
      return goodQuestions(db, { ...o, rows, column: "record" });
    },
    commit: (commit) => commitChanges(db, commit, o),
  };
}
