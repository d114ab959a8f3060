import { type AuditLog, type ChainHead, emptyChain, type StoredAuditRow, sealRows, verifyChain } from "@moltbot/audit";
import { auditColumns, readAuditRow } from "./audit-rows.ts";
import type { Driver, Row, Transaction } from "./driver.ts";
import type { StoreDeps } from "./questions.ts";
import { toJsonb } from "./text.ts";

const sealLock = 1_836_018_806;
const batch = 1000;

/** Sealing and verifying. */
export function createAuditChain(db: Driver, _o: StoreDeps) {
  async function sealBatch(patient: boolean): Promise<number> {
    return db.transaction(async (tx) => {
      // One sealer at a time: the others leave it to them, or wait for them when they must see the end.
      const lock = patient ? "pg_advisory_xact_lock" : "pg_try_advisory_xact_lock";
      const [held] = await tx.query(`select ${lock}(${sealLock})::text as held`);
      return held?.["held"] === "false" ? 0 : sealNow(tx);
    });
  }
  async function seal({ patient }: { patient: boolean }): Promise<number> {
    let total = 0;
    for (;;) {
      const sealed = await sealBatch(patient);
      total += sealed;
      if (sealed < batch) return total;
    }
  }
  const verify: AuditLog["verify"] = async (options) => {
    await seal({ patient: true });
    return verifyChain(sealedRows(db), options);
  };
  return { seal, verify };
}

async function headOf(tx: Transaction): Promise<ChainHead> {
  const [last] = await tx.query("select seq::float8 as seq, hash from audit_seals order by seq desc limit 1");
  return last === undefined ? emptyChain : { seq: Number(last["seq"]), hash: String(last["hash"]) };
}

async function sealNow(tx: Transaction): Promise<number> {
  const head = await headOf(tx);
  const rows = await tx.query(
    `select ${auditColumns} from audit_rows where written in
       (select written from audit_unsealed order by written limit ${batch}) order by written`,
  );
  if (rows.length === 0) return 0;
  const written = new Map(rows.map((row: Row) => [readAuditRow(row).id, row["place"]]));
  const seals = sealRows(head, rows.map(readAuditRow)).map((each) => ({ ...each, written: written.get(each.id) }));
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
  for (let from = 0; ; ) {
    const rows = await db.query(
      `select ${auditColumns} from audit_rows where written in
         (select written from audit_seals where seq > $1::bigint order by seq limit ${batch}) order by seq`,
      [from],
    );
    const read = rows.map(readAuditRow);
    yield* read;
    const last = read.at(-1)?.seq;
    if (last === undefined) return;
    from = last;
  }
}
