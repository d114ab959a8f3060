import type { Approval } from "@moltbot/approvals";
import { toRow } from "@moltbot/audit";
import type { Clock, DomainEvent, Logger, Random } from "@moltbot/core";
import { isMoltbotError, messageOf } from "@moltbot/core";
import { auditRow } from "./audit-rows.ts";
import type { Queries, Row } from "./driver.ts";
import { goodOnes, isApproval, isFields } from "./records.ts";

/** Events as the rows that `audit_append` writes. */
export function auditRows(events: readonly DomainEvent[], random: Random): string {
  // Not by toJsonb: a row is clean of what a database cannot hold.
  return JSON.stringify(events.map((event) => auditRow(toRow(event, { random }))));
}

/** What the stores share. */
export interface StoreDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/**
 * The readable questions of a list. A pending one that nobody can read is cancelled: it can't be answered, and while it
 * waits, its subject can't ask again. Its row stays in the table for a person to see.
 */
export async function goodQuestions(
  db: Queries,
  o: StoreDeps & { rows: readonly Row[]; column: string },
): Promise<Approval[]> {
  const good = goodOnes(o.rows, { column: o.column, table: "approvals", log: o.log, is: isApproval });
  if (good.length === o.rows.length) return good;
  for (const row of o.rows) {
    const record = row[o.column];
    if (isFields(record) && !isApproval(record)) await cancel(db, String(record["id"]), o);
  }
  return good;
}

async function cancel(db: Queries, id: string, o: StoreDeps): Promise<void> {
  const event: DomainEvent = {
    event: "approval.cancelled",
    at: o.clock.now(),
    outcome: "failed",
    actor: { kind: "system" },
    ref: id,
    reason: "corrupt_row",
  };
  try {
    await db.query(
      `with ended as (update approvals set status = 'cancelled', because = 'corrupt', version = version + 1,
           decided_at = ts($2::float8) where id = $1::text and status = 'pending' returning id)
         select audit_append($3::text::jsonb)::text from ended`,
      [id, o.clock.now(), auditRows([event], o.random)],
    );
  } catch (error) {
    // The list is worth more than the tidying; a database that is out of reach has no list either.
    if (isMoltbotError(error) && error.code === "unavailable") throw error;
    o.log.error("corrupt row could not be cancelled", { table: "approvals", id, error: messageOf(error) });
  }
}
