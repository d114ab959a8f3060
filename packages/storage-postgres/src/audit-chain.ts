import {
  type AuditLog,
  type AuditVerdict,
  type ChainHead,
  emptyChain,
  retireBatch,
  retiredEvent,
  type StoredAuditRow,
  sealRows,
  verifyChain,
} from "@moltbot/audit";
import { auditColumns, readAuditRow } from "./audit-rows.ts";
import type { Driver, Queries, Row, Transaction } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { toJsonb } from "./text.ts";

const lockNumber = 1_836_018_806;
const batch = 1000;
const sealBatchRows = 4000;

/** What works on the chain itself: one process at a time, by an advisory lock that writers of rows never take. */
export function createAuditChain(
  db: Driver,
  o: StoreDeps,
): Pick<AuditLog, "head" | "includes" | "verify" | "retire"> & {
  /** `patient`: waits for another sealer to see the end; else leaves it to them. */
  seal(o: { patient: boolean }): Promise<number>;
} {
  const alone = (patient: boolean, work: (tx: Transaction) => Promise<number>): Promise<number> =>
    db.transaction(async (tx) => {
      const lock = patient ? "pg_advisory_xact_lock" : "pg_try_advisory_xact_lock";
      const [held] = await tx.query(`select ${lock}(${lockNumber})::text as held`);
      return held?.["held"] === "false" ? 0 : work(tx);
    });
  async function seal({ patient }: { patient: boolean }): Promise<number> {
    let total = 0;
    for (;;) {
      const sealed = await alone(patient, sealBatch);
      total += sealed;
      if (sealed < sealBatchRows) return total;
    }
  }
  async function walk(remembered: ChainHead | undefined): Promise<AuditVerdict> {
    const ends = await endsOf(db);
    const verdict = await verifyChain(sealedRows(db, ends.front.seq), {
      ...ends,
      ...(remembered === undefined ? {} : { remembered }),
    });
    if (verdict.ok) return verdict;
    // Retention may have moved the front meanwhile.
    const moved = (await endsOf(db)).front.seq !== ends.front.seq;
    return moved ? walk(remembered) : verdict;
  }
  return {
    seal,
    head: async () => (await endsOf(db)).head,
    async includes({ seq, hash }) {
      const { front } = await endsOf(db);
      if (seq <= front.seq) return seq < front.seq || hash === front.hash;
      const [row] = await db.query("select hash from audit_seals where seq = $1::bigint", [seq]);
      return row?.["hash"] === hash;
    },
    async verify({ remembered } = {}) {
      await seal({ patient: true });
      return walk(remembered);
    },
    retire: (before, how) => alone(false, (tx) => retireRows(tx, { ...o, ...how, before })),
  };
}

async function endsOf(queries: Queries): Promise<{ readonly front: ChainHead; readonly head: ChainHead }> {
  const [row] = await queries.query(
    `select front_seq::float8 as front, front_hash, head_seq::float8 as head, head_hash from audit_ends`,
  );
  if (row === undefined) return { front: emptyChain, head: emptyChain };
  return {
    front: { seq: Number(row["front"]), hash: String(row["front_hash"]) },
    head: { seq: Number(row["head"]), hash: String(row["head_hash"]) },
  };
}

async function sealBatch(tx: Transaction): Promise<number> {
  const { head } = await endsOf(tx);
  // A queue, not a range of numbers: a row whose transaction committed late is sealed late, and never skipped.
  const rows = await tx.query(
    `select e.written::text as place, e.id, ms(e.at) as at, e.event, e.outcome, e.actor, e.ref, e.reason, e.policy, e.data, e.commitment
       from (select written from audit_unsealed order by written limit ${sealBatchRows}) u join audit_events e using (written)
       order by e.written`,
  );
  if (rows.length === 0) return 0;
  const seals = sealRows(head, rows.map(loggedRow)).map(({ seq, hash }, at) => ({
    seq,
    hash,
    written: rows[at]?.["place"],
  }));
  const last = seals.at(-1);
  await tx.query(
    `with given as (select (s->>'seq')::bigint as seq, (s->>'written')::bigint as written, s->>'hash' as hash
         from jsonb_array_elements($1::text::jsonb) s),
       sealed as (insert into audit_seals (seq, written, hash) select seq, written, hash from given),
       ended as (insert into audit_ends (head_seq, head_hash) values ($2::bigint, $3::text)
         on conflict (one_row) do update set head_seq = excluded.head_seq, head_hash = excluded.head_hash)
     delete from audit_unsealed u using given where u.written = given.written`,
    [toJsonb(seals), last?.seq ?? 0, last?.hash ?? ""],
  );
  return rows.length;
}

/** What of a row is hashed into the chain: its columns that are there. */
function loggedRow(columns: Row): StoredAuditRow {
  const row: Record<string, unknown> = {};
  for (const name in columns) if (name !== "place" && columns[name] !== null) row[name] = columns[name];
  return row as unknown as StoredAuditRow; // the columns of the table
}

/** The oldest rows leave, the front moves, the log says so: one transaction. */
async function retireRows(
  tx: Transaction,
  o: StoreDeps & { readonly before: number; readonly now: number; readonly policy?: string },
): Promise<number> {
  const rows = await tx.query(
    `select s.seq::float8 as seq, s.hash, ms(e.at) as at from audit_seals s join audit_events e using (written)
       order by s.seq limit ${retireBatch}`,
  );
  const newer = rows.findIndex((row) => Number(row["at"]) >= o.before);
  const leave = newer === -1 ? rows : rows.slice(0, newer);
  const last = leave.at(-1);
  if (last === undefined) return 0;
  const front = { seq: Number(last["seq"]), hash: String(last["hash"]) };
  await tx.query("select set_config('moltbot.audit_front', 'moves', true)");
  await tx.query(
    "delete from audit_personal where written in (select written from audit_seals where seq <= $1::bigint)",
    [front.seq],
  );
  await tx.query(
    `with left_behind as (delete from audit_seals where seq <= $1::bigint returning written)
     delete from audit_events e using left_behind l where e.written = l.written`,
    [front.seq],
  );
  await tx.query("select set_config('moltbot.audit_front', '', true)");
  await tx.query("update audit_ends set front_seq = $1::bigint, front_hash = $2::text", [front.seq, front.hash]);
  await tx.query("select audit_append($1::text::jsonb)::text", [
    auditRows([retiredEvent(front, { ...o, rows: leave.length })], o.random),
  ]);
  return leave.length;
}

/** Sealed rows after a position; the next page is read while one is looked at. */
async function* sealedRows(db: Driver, after: number): AsyncGenerator<StoredAuditRow> {
  const read = (from: number): Promise<readonly StoredAuditRow[]> => {
    const page = db.query(
      `select ${auditColumns} from audit_rows where written in
         (select written from audit_seals where seq > $1::bigint order by seq limit ${batch}) order by seq`,
      [from],
    );
    const rows = page.then((found) => found.map(readAuditRow));
    rows.catch(() => undefined); // whoever waits for it hears of it
    return rows;
  };
  for (let page = read(after); ; ) {
    const rows = await page;
    const last = rows.at(-1)?.seq;
    if (last === undefined) return;
    page = read(last);
    yield* rows;
  }
}
