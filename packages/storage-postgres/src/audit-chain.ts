import {
  type AuditLog,
  type AuditVerdict,
  type ChainHead,
  emptyChain,
  retireBatch,
  retiredEvent,
  type StoredAuditRow,
  verifyChain,
} from "@moltbot/audit";
import { auditColumns, readAuditRow } from "./audit-rows.ts";
import { sealBatch, sealedAtOnce } from "./audit-seal.ts";
import { findStray } from "./audit-strays.ts";
import type { Driver, Queries, Transaction } from "./driver.ts";
import { auditRows, type StoreDeps } from "./questions.ts";

const lockNumber = 1_836_018_806;
const batch = 1000;

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
      if (sealed < sealedAtOnce) return total;
    }
  }
  async function walk(remembered: ChainHead | undefined): Promise<AuditVerdict> {
    const ends = await endsOf(db);
    const verdict = await verifyChain(sealedRows(db, ends.front.seq), {
      ...ends,
      ...(remembered === undefined ? {} : { remembered }),
    });
    if (verdict.ok) {
      const stray = await findStray(db);
      if (stray === undefined) return verdict;
      const because = "a row was put in behind the back of whoever seals";
      return { ok: false, checked: verdict.checked, brokenAt: stray.seq, because, row: stray.id };
    }
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
      const [row] = await db.query(
        `select encode(substr(hashes, ($1::bigint - seq)::int * 32 + 1, 32), 'hex') as hash
           from audit_seals where seq <= $1::bigint order by seq desc limit 1`,
        [seq],
      );
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

/** The oldest rows leave, the front moves, the log says so: one transaction. */
async function retireRows(
  tx: Transaction,
  o: StoreDeps & { readonly before: number; readonly now: number; readonly policy?: string },
): Promise<number> {
  const rows = await tx.query(
    sealedAfter("r.seq::float8 as seq, r.row->>'hash' as hash, ms(r.at) as at", retireBatch),
    [0],
  );
  const newer = rows.findIndex((row) => Number(row["at"]) >= o.before);
  const leave = newer === -1 ? rows : rows.slice(0, newer);
  const last = leave.at(-1);
  if (last === undefined) return 0;
  const front = { seq: Number(last["seq"]), hash: String(last["hash"]) };
  await tx.query("select audit_leave($1::bigint)::text", [front.seq]);
  await tx.query("update audit_ends set front_seq = $1::bigint, front_hash = $2::text", [front.seq, front.hash]);
  await tx.query("select audit_append($1::text::jsonb)::text", [
    auditRows([retiredEvent(front, { ...o, rows: leave.length })], o.random),
  ]);
  return leave.length;
}

/** Columns of the sealed rows after the position $1, those of whole blocks, so up to twice a batch of them. */
const sealedAfter = (columns: string, most = 2 * batch): string =>
  `with blocks as materialized (
     select written as low, written + count as past from (
       select *, sum(count) over (order by seq) - count as before
         from (select seq, written, count from audit_seals where seq > $1::bigint order by seq limit ${batch}) s) b
       where before < ${batch})
   select ${columns} from blocks join audit_rows r on r.written >= low and r.written < past order by r.seq limit ${most}`;

/** Sealed rows after a position; the next page is read while one is looked at. */
async function* sealedRows(db: Driver, after: number): AsyncGenerator<StoredAuditRow> {
  const read = (from: number): Promise<readonly StoredAuditRow[]> => {
    const page = db.query(sealedAfter(auditColumns), [from]);
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
