import {
  type AuditLog,
  type AuditPage,
  type AuditQuery,
  type ChainHead,
  emptyChain,
  pageSize,
  readPerson,
  type StoredAuditRow,
  sealRows,
  toRecord,
  verifyChain,
} from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import type { Driver, Parameter, Row, Transaction } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { isFields } from "./records.ts";
import { keyOf, storable, toJsonb } from "./text.ts";

const sealLock = 1_836_018_806;
const batch = 1000;

/** A row of the view `audit_rows` as the audit package knows it. */
function readRow(row: Row): StoredAuditRow {
  const { row: fields, data, people, personal } = row;
  const beside = isFields(people) ? { personal: { ...people, ...(personal === null ? {} : { personal }) } } : {};
  return { ...(fields as object), ...(data === null ? {} : { data }), ...beside } as StoredAuditRow;
}

const columns = "written::text as place, row, data, people, personal";

/** The audit log in Postgres. Other stores write their events themselves, through the function `audit_append`. */
export function createAuditLog(db: Driver, o: StoreDeps): AuditLog {
  async function sealBatch(patient: boolean): Promise<number> {
    return db.transaction(async (tx) => {
      // One sealer at a time: the others leave it to them, or wait for them when they must see the end.
      const lock = patient ? "pg_advisory_xact_lock" : "pg_try_advisory_xact_lock";
      const [held] = await tx.query(`select ${lock}(${sealLock})::text as held`);
      return held?.["held"] === "false" ? 0 : sealNow(tx);
    });
  }
  async function seal(patient: boolean): Promise<number> {
    let total = 0;
    for (;;) {
      const sealed = await sealBatch(patient);
      total += sealed;
      if (sealed < batch) return total;
    }
  }
  return {
    async append(events) {
      if (events.length === 0) return;
      await db.query("select audit_append($1::text::jsonb)::text", [auditRows(events, o.random)]);
    },
    query: (query) => page(db, query),
    seal: () => seal(false),
    async verify(options) {
      await seal(true);
      return verifyChain(sealedRows(db), options);
    },
    async erase(person) {
      const [row] = await db.query(
        `with gone as (delete from audit_personal
           where (actor_channel = $1::text and actor_account = $2::text and actor_id = $3::text)
             or (subject_channel = $1::text and subject_account = $2::text and subject_id = $3::text) returning 1)
         select count(*)::int as erased from gone`,
        keyOf(person),
      );
      return Number(row?.["erased"]);
    },
  };
}

async function sealNow(tx: Transaction): Promise<number> {
  const [last] = await tx.query("select seq::float8 as seq, hash from audit_seals order by seq desc limit 1");
  const head: ChainHead = last === undefined ? emptyChain : { seq: Number(last["seq"]), hash: String(last["hash"]) };
  const rows = await tx.query(
    `select ${columns} from audit_rows where written in
       (select written from audit_unsealed order by written limit ${batch}) order by written`,
  );
  if (rows.length === 0) return 0;
  const written = new Map(rows.map((row) => [readRow(row).id, row["place"]]));
  const seals = sealRows(head, rows.map(readRow)).map((each) => ({ ...each, written: written.get(each.id) }));
  await tx.query(
    `with sealed as (
       insert into audit_seals (seq, written, hash)
         select (s->>'seq')::bigint, (s->>'written')::bigint, s->>'hash' from jsonb_array_elements($1::text::jsonb) s
         returning written)
     delete from audit_unsealed u using sealed where u.written = sealed.written`,
    [toJsonb(seals)],
  );
  return rows.length;
}

async function* sealedRows(db: Driver): AsyncGenerator<StoredAuditRow> {
  for (let from = 0; ; from += batch) {
    const rows = await db.query(
      `select ${columns} from audit_rows where seq > $1::bigint and seq <= $2::bigint order by seq`,
      [from, from + batch],
    );
    for (const row of rows) yield readRow(row);
    if (rows.length > 0) continue;
    // A hole of a whole batch is not the end.
    const [more] = await db.query("select 1 from audit_seals where seq > $1::bigint limit 1", [from + batch]);
    if (more === undefined) return;
  }
}

function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  if (/^\d{1,18}$/.test(cursor)) return cursor;
  throw new MoltbotError("invalid", "This is not a cursor of the audit log", { hint: "Start again without a cursor." });
}

async function page(db: Driver, query: AuditQuery): Promise<AuditPage> {
  const size = pageSize(query.limit);
  const parameters: Parameter[] = [];
  const conditions: string[] = [];
  const add = (value: Parameter, condition: (name: string) => string): void => {
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  const cursor = readCursor(query.cursor);
  if (cursor !== null) add(cursor, (at) => `written < ${at}::text::bigint`);
  if (query.event !== undefined) {
    add(storable(query.event), (name) => `(event = ${name}::text or starts_with(event, ${name}::text || '.'))`);
  }
  if (query.since !== undefined) add(query.since, (at) => `at >= ts(${at}::float8)`);
  if (query.until !== undefined) add(query.until, (at) => `at < ts(${at}::float8)`);
  if (query.user !== undefined) {
    const person = readPerson(storable(query.user));
    add(
      JSON.stringify(person),
      (who) => `exists (select from (select ${who}::text::jsonb as w) q where
        (actor_channel = w->>'channel' and actor_id = w->>'id' and actor_account = coalesce(w->>'account', actor_account))
        or (subject_channel = w->>'channel' and subject_id = w->>'id'
          and subject_account = coalesce(w->>'account', subject_account)))`,
    );
  }
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  const rows = await db.query(
    `select ${columns} from audit_rows ${where} order by written desc limit ${size + 1}`,
    parameters,
  );
  const records = rows.slice(0, size).map((row) => toRecord(readRow(row)));
  // One more than the page holds: only then is there a next one.
  const next = rows.length > size ? rows[size - 1]?.["place"] : undefined;
  return typeof next === "string" ? { records, next } : { records };
}
