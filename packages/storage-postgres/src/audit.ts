import { type AuditLog, toRecord } from "@moltbot/audit";
import { createAuditChain } from "./audit-chain.ts";
import { createAuditErasure } from "./audit-erasure.ts";
import { auditPage, auditTally } from "./audit-query.ts";
import type { Driver } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";

/** The audit log in Postgres. Other stores write their events themselves, through the function `audit_append`. */
export function createAuditLog(db: Driver, o: StoreDeps): AuditLog {
  const chain = createAuditChain(db, o);
  const erasure = createAuditErasure(db);
  return {
    async append(events) {
      if (events.length === 0) return;
      await db.query("select audit_append($1::text::jsonb)::text", [auditRows(events, o.random)]);
    },
    async query(query) {
      const { rows, next } = await auditPage(db, query);
      return { records: rows.map(toRecord), ...(next === undefined ? {} : { next }) };
    },
    tally: (query) => auditTally(db, query),
    seal: () => chain.seal({ patient: false }),
    head: chain.head,
    includes: chain.includes,
    verify: chain.verify,
    retire: chain.retire,
    erase: (person, options) => erasure({ person, ...options }, options?.dryRun),
    pseudonymise: (person, pseudonym, options) => erasure({ person, pseudonym, ...options }, options?.dryRun),
  };
}
