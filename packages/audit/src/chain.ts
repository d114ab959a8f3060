import { hash } from "node:crypto";
import { canonicalJson, type DomainEvent } from "@moltbot/core";
import { digestRow } from "./digest.ts";
import type { AuditVerdict, ChainHead } from "./log.ts";
import { personalFault } from "./personal.ts";
import type { StoredAuditRow } from "./row.ts";

/** The head of an empty chain. */
export const emptyChain: ChainHead = { seq: 0, hash: "0".repeat(64) };

/** Rows that one call of `retire` removes at most. */
export const retireBatch = 1000;

const retired = "audit.retired";

/** One link: what sealing adds to a row. */
export interface Seal {
  readonly seq: number;
  readonly hash: string;
}

/** What sealing needs of a row: its digest, or all of it where it has none. */
export type Sealable = { readonly digest: string } | StoredAuditRow;

/**
 * Hash of a row at a position: hex SHA-256 over the canonical JSON of the previous hash, the position and the row's digest.
 * Rows of the first form, which have none, are hashed whole.
 */
export function sealRecord(prev: string, seq: number, row: Sealable): string {
  // Canonical JSON written out: a sealer does nothing else.
  if (row.digest !== undefined)
    return sha256(`{"digest":${JSON.stringify(row.digest)},"form":2,"prev":"${prev}","seq":${seq}}`);
  const { personal: _beside, seq: _seq, hash: _hash, ...logged } = row as StoredAuditRow;
  return sha256(canonicalJson({ ...logged, form: 1, prev, seq }));
}

const sha256 = (text: string): string => hash("sha256", text);

/**
 * Links rows, in the given order, after `head`. Writers never touch the head, so they never wait for each other; who
 * seals holds a lock, reads the head and the unsealed rows and writes these seals in one transaction.
 */
export function sealRows(head: ChainHead, rows: Iterable<Sealable>): readonly Seal[] {
  let { seq, hash } = head;
  const seals: Seal[] = [];
  for (const row of rows) {
    seq += 1;
    hash = sealRecord(hash, seq, row);
    seals.push({ seq, hash });
  }
  return seals;
}

/** What the log says, as its newest row, when rows left it from the front up to `front`. */
export function retiredEvent(
  front: ChainHead,
  o: { readonly rows: number; readonly before: number; readonly now: number; readonly policy?: string },
): DomainEvent {
  return {
    event: retired,
    at: o.now,
    outcome: "done",
    actor: { kind: "system" },
    reason: "retention",
    ...(o.policy === undefined ? {} : { policy: o.policy }),
    data: { seq: front.seq, hash: front.hash, rows: o.rows, before: o.before },
  };
}

/** Where a store says its chain begins and ends, and what somebody remembers. */
export interface ChainEnds {
  /** Rows up to here were removed by retention; {@link emptyChain} when none were. */
  readonly front?: ChainHead;
  /** The head as the store wrote it down when it sealed last. */
  readonly head?: ChainHead;
  readonly remembered?: ChainHead;
}

/** Why a sealed row does not fit after `head`, or `undefined`. */
function fault(head: ChainHead, row: StoredAuditRow): string | undefined {
  if (row.seq !== head.seq + 1) return "a row is missing or out of place";
  const isSealed = row.hash === sealRecord(head.hash, row.seq, row);
  if (!isSealed || (row.digest !== undefined && row.digest !== digestRow(row))) return "the row is not what was sealed";
  return row.personal === undefined ? undefined : personalFault(row.commitment, row.personal);
}

/**
 * Walks sealed rows in order of `seq`, in constant memory, and names the first that does not fit. The ends show rows that
 * were cut off; a head that was remembered elsewhere also shows a chain that was made anew.
 */
export async function verifyChain(
  rows: AsyncIterable<StoredAuditRow> | Iterable<StoredAuditRow>,
  { front = emptyChain, ...o }: ChainEnds = {},
): Promise<AuditVerdict> {
  const known = [o.head, o.remembered].filter((end) => end !== undefined && end.seq > front.seq);
  const anew = "the chain was made anew";
  let head = front;
  let last: StoredAuditRow | undefined;
  let since: number | undefined;
  const broken = (because: string, row?: StoredAuditRow): AuditVerdict => ({
    ok: false,
    checked: head.seq - front.seq,
    brokenAt: head.seq + 1,
    because,
    ...(last === undefined ? {} : { after: last.id }),
    ...(row === undefined ? {} : { row: row.id }),
  });
  if (o.remembered !== undefined && o.remembered.seq === front.seq && o.remembered.hash !== front.hash)
    return broken(anew);
  for await (const row of rows) {
    const because = fault(head, row);
    if (because !== undefined) return broken(because, row);
    const next = { seq: row.seq ?? 0, hash: row.hash ?? "" };
    if (known.some((end) => end?.seq === next.seq && end.hash !== next.hash)) return broken(anew, row);
    if (row.event === retired && row.data?.["seq"] === front.seq && row.data["hash"] === front.hash) since = row.at;
    head = next;
    last = row;
  }
  if (known.some((end) => end !== undefined && end.seq > head.seq)) return broken("rows were cut off the end");
  const gone = front.seq > 0;
  if (gone && since === undefined) {
    return {
      ok: false,
      checked: head.seq - front.seq,
      brokenAt: front.seq,
      because: "rows were removed from the front, and the log does not say that retention did it",
    };
  }
  const lost = o.remembered !== undefined && o.remembered.seq > 0 && o.remembered.seq < front.seq;
  return {
    ok: true,
    checked: head.seq - front.seq,
    seq: head.seq,
    head: head.hash,
    ...(gone && since !== undefined ? { since: { seq: front.seq, at: since } } : {}),
    ...(lost ? { rememberedIsGone: true } : {}),
  };
}
