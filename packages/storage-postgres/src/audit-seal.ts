import { type ChainHead, emptyChain, type Sealable, sealRows } from "@moltbot/audit";
import { type Gap, gapsAfter, type OpenGap, toBlocks } from "./audit-blocks.ts";
import { auditColumns, readAuditRow } from "./audit-rows.ts";
import type { Row, Transaction } from "./driver.ts";
import { toJsonb } from "./text.ts";

/** Events that one call of {@link sealBatch} seals at most. */
export const sealedAtOnce = 10_000;

const sealable = "e.written::float8 as place, encode(e.digest, 'hex') as digest";

/**
 * Seals what no sealer has seen yet and what committed late; answers how many events. The caller holds the sealers' lock.
 *
 * Numbers are taken in order and committed in any order. So a sealer notes the numbers that it passes by, as gaps, and
 * looks into these again until every transaction that was under way then has ended: `audit_append` takes its numbers
 * after its transaction id, which is therefore smaller than the one that the sealer's transaction gets when it writes.
 */
export async function sealBatch(tx: Transaction): Promise<number> {
  const { head, high, gaps } = await chainState(tx);
  const late = gaps.length === 0 ? [] : await lateRows(tx);
  const room = sealedAtOnce - late.length;
  // The first statement that writes comes after this one; see above.
  const fresh = await tx.query(
    `select ${sealable} from audit_events e where e.written > $1::bigint order by e.written limit ${room}`,
    [high],
  );
  const rows = [...late, ...fresh];
  const after = gapsAfter(gaps, { high, late: late.map(placeOf), fresh: fresh.map(placeOf), isAll: room > 0 });
  if (after !== undefined) await writeGaps(tx, gaps, after);
  if (rows.length === 0) return 0;
  await writeSeals(tx, rows, { head, high: Math.max(high, placeOf(rows.at(-1))) });
  return rows.length;
}

interface ChainState {
  readonly head: ChainHead;
  readonly high: number;
  readonly gaps: readonly Gap[];
}

/** Read before events are: whatever had ended by then is seen from then on. */
async function chainState(tx: Transaction): Promise<ChainState> {
  const [row = {}] = await tx.query(
    `select head_seq::float8 as seq, head_hash as hash, coalesce(high, 0)::float8 as high,
       (select coalesce(jsonb_agg(jsonb_build_object('low', low, 'high', g.high, 'until', until::text,
           'closed', until <= pg_snapshot_xmin(pg_current_snapshot())) order by low), '[]') from audit_gaps g) as gaps
     from (select) nothing left join audit_ends on true`,
  );
  const head = row["seq"] === null ? emptyChain : { seq: Number(row["seq"]), hash: String(row["hash"]) };
  return { head, high: Number(row["high"]), gaps: row["gaps"] as readonly Gap[] };
}

const placeOf = (row: Row | undefined): number => Number(row?.["place"]);

const lateRows = (tx: Transaction): Promise<readonly Row[]> =>
  tx.query(
    `select ${sealable} from audit_gaps g join audit_events e on e.written between g.low and g.high
       order by e.written limit ${sealedAtOnce}`,
  );

async function writeGaps(tx: Transaction, before: readonly Gap[], after: readonly OpenGap[]): Promise<void> {
  await tx.query(
    "delete from audit_gaps where low in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))",
    [toJsonb(before.map(({ low }) => low))],
  );
  await tx.query(
    `insert into audit_gaps
       select (g->>'low')::bigint, (g->>'high')::bigint, coalesce((g->>'until')::xid8, pg_current_xact_id())
       from jsonb_array_elements($1::text::jsonb) g`,
    [toJsonb(after)],
  );
}

async function writeSeals(
  tx: Transaction,
  rows: readonly Row[],
  o: { readonly head: ChainHead; readonly high: number },
): Promise<void> {
  const links = sealRows(o.head, await sealables(tx, rows));
  const sealed = links.map(({ seq, hash }, at) => ({ seq, hash, written: placeOf(rows[at]) }));
  const blocks = toBlocks(sealed).map(({ hashes, ...block }) => ({
    ...block,
    count: hashes.length,
    hashes: hashes.join(""),
  }));
  const last = sealed.at(-1);
  await tx.query(
    `with sealed as (insert into audit_seals (seq, written, count, hashes)
         select (b->>'seq')::bigint, (b->>'written')::bigint, (b->>'count')::int, decode(b->>'hashes', 'hex')
         from jsonb_array_elements($1::text::jsonb) b)
     insert into audit_ends (head_seq, head_hash, high) values ($2::bigint, $3::text, $4::bigint)
       on conflict (one_row) do update set head_seq = excluded.head_seq, head_hash = excluded.head_hash, high = excluded.high`,
    [toJsonb(blocks), last?.seq ?? 0, last?.hash ?? "", o.high],
  );
}

/** The rows' digests; rows of the first form, which have none, as they are. */
async function sealables(tx: Transaction, rows: readonly Row[]): Promise<readonly Sealable[]> {
  const whole = rows.filter(({ digest }) => digest === null).map(placeOf);
  const read =
    whole.length === 0
      ? []
      : await tx.query(
          `select ${auditColumns} from audit_rows
             where written in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))`,
          [toJsonb(whole)],
        );
  const byPlace = new Map(read.map((row) => [placeOf(row), readAuditRow(row)]));
  return rows.map((row) => byPlace.get(placeOf(row)) ?? { digest: String(row["digest"]) });
}
