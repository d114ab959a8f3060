import type { Principal } from "@moltbot/core";
import { type Erasure, type ErasureJournal, type Subject, subjectOf, type Tally } from "@moltbot/pairing/privacy";
import type { Driver, Row, Transaction } from "../driver.ts";
import { databaseCode } from "../errors.ts";
import { auditRows, type StoreDeps } from "../questions.ts";
import { isFields } from "../records.ts";
import { keyOf, toJsonb } from "../text.ts";
import { cleanTables } from "./change.ts";
import type { Suppression } from "./suppression.ts";
import { historyTables, lastTables, messageTables, peopleTables, requestTables } from "./tables.ts";

/** Held alone by who raises or lifts a fence; shared by who writes about people. See the migration `privacy`. */
const fenceLock = 1_836_018_807;
const mostAttempts = 40;
const lockMs = 400;
const pauseMs = 250;
const waits = new Set(["55P03", "40P01", "40001"]); // lock timeout, deadlock, serialisation

const everyTable = [...messageTables, ...historyTables, ...requestTables, ...peopleTables, ...lastTables];

/** Erasures in Postgres, for one process. */
export function createErasureJournal(
  db: Driver,
  holder: number,
  o: StoreDeps & { suppression: Suppression },
): ErasureJournal {
  const digest = (who: Principal): string => o.suppression.digest(who);
  const fenced = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => underLock(db, o, work);
  const subject: ErasureJournal["subject"] = async (who, { profiles = [], names = [] } = {}) => {
    const [channel, account, id] = keyOf(who);
    const found = await db.query(profilesQuery, [channel, account, id]);
    return subjectOf(who, { profiles: [...profiles, ...found.map(profileOf)], names });
  };
  return {
    subject,
    async begin({ id, mode, who, label, now, by, names }) {
      const wish = { id, mode, who, label, by, subject: await subject(who, { names }) };
      return fenced(async (tx) => {
        const text = "select erasure_begin($1::int, $2::text::jsonb, decode($3::text, 'hex'), $4::float8) as erasure";
        const [row] = await tx.query(text, [holder, toJsonb(wish), digest(who), now]);
        return readErasure(row);
      });
    },
    async running() {
      const rows = await db.query(
        "select erasure_json(e) as erasure from erasures e where e.state = 'running' order by e.started_at, e.id",
      );
      return rows.map(readErasure);
    },
    async claim(id) {
      const [row] = await db.query("select erasure_claim($1::int, $2::text) as erasure", [holder, id]);
      return row?.["erasure"] === null ? undefined : readErasure(row);
    },
    async mark(id, place, tally) {
      await db.query("select erasure_mark($1::text, $2::text, $3::text::jsonb)::text", [id, place, toJsonb(tally)]);
    },
    finish: (id, { now, events }) =>
      fenced(async (tx) => {
        const [found] = await tx.query(
          "select erasure_json(e) as erasure from erasures e where e.id = $1::text and e.state = 'running'",
          [id],
        );
        if (found === undefined) return {};
        // Nobody writes about anybody now: what was on its way when the fence was raised is here, and goes.
        const rest = await cleanTables(tx, everyTable, readErasure(found));
        const [row] = await tx.query("select erasure_end($1::text, $2::text::jsonb, $3::float8) as tally", [
          id,
          toJsonb(rest),
          now,
        ]);
        const tally = isFields(row?.["tally"]) ? (row["tally"] as Tally) : {};
        await tx.query("select audit_append($1::text::jsonb)::text", [auditRows(events(tally), o.random)]);
        return tally;
      }),
    async others() {
      const [row] = await db.query("select count(*)::int as n from live_holders where holder <> $1::int", [holder]);
      return Number(row?.["n"]);
    },
    suppressed: (who) => isSuppressed(db, digest(who), o.clock.now()),
  };
}

async function isSuppressed(db: Driver, digest: string, now: number): Promise<boolean> {
  const [row] = await db.query(
    `select exists (select from suppressed where digest = decode($1::text, 'hex')
       and (expires_at is null or expires_at > ts($2::float8)))::text as out`,
    [digest, now],
  );
  return row?.["out"] === "true";
}

const profilesQuery = `select display_name, username, phone from people
    where (channel, account, id) = ($1::text, $2::text, $3::text)
  union select payload->>'displayName', payload->>'username', payload->>'phone' from approvals
    where (requester_channel, requester_account, requester_id) = ($1::text, $2::text, $3::text)`;

function profileOf(row: Row): { displayName?: string; username?: string; phone?: string } {
  const text = (name: string, column: string) => (typeof row[column] === "string" ? { [name]: row[column] } : {});
  return { ...text("displayName", "display_name"), ...text("username", "username"), ...text("phone", "phone") };
}

function readErasure(row: Row | undefined): Erasure {
  return row?.["erasure"] as Erasure & { subject: Subject }; // made by erasure_json from what begin wrote
}

/**
 * Alone among all who write about people. Gives way instead of waiting long: whoever writes a message must not wait behind
 * a lock that waits for a message.
 */
async function underLock<T>(db: Driver, o: StoreDeps, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(async (tx) => {
        await tx.exec(`set local lock_timeout = ${lockMs}`);
        await tx.query(`select pg_advisory_xact_lock(${fenceLock})::text`);
        return work(tx);
      });
    } catch (error) {
      if (attempt === mostAttempts || !waits.has(codeIn(error))) throw error;
      await new Promise<void>((resolve) => o.clock.after(pauseMs, resolve));
    }
  }
}

function codeIn(error: unknown): string {
  const data = isFields(error) ? error["data"] : undefined;
  return isFields(data) && typeof data["code"] === "string" ? data["code"] : databaseCode(error);
}
