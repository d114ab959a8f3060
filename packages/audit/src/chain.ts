import { createHash } from "node:crypto";
import { canonicalJson } from "@moltbot/core";
import type { AuditVerdict, ChainHead } from "./log.ts";
import { personalFault } from "./personal.ts";
import type { StoredAuditRow } from "./row.ts";

/** The head of an empty chain. */
export const emptyChain: ChainHead = { seq: 0, hash: "0".repeat(64) };

/** One link: what sealing writes into a row. */
export interface Seal {
  readonly id: string;
  readonly seq: number;
  readonly hash: string;
}

/** Hash of a row at a position: hex SHA-256 over the canonical JSON of the previous hash, the position and the public fields. */
export function sealRecord(prev: string, seq: number, row: StoredAuditRow): string {
  const { personal: _beside, seq: _seq, hash: _hash, ...logged } = row;
  return createHash("sha256")
    .update(canonicalJson({ ...logged, form: 1, prev, seq }))
    .digest("hex");
}

/**
 * Links rows, in the given order, after `head`. Writers never touch the head, so they never wait for each other; who
 * seals holds a lock, reads the head and the unsealed rows and writes these seals in one transaction.
 */
export function sealRows(head: ChainHead, rows: Iterable<StoredAuditRow>): readonly Seal[] {
  let { seq, hash } = head;
  const seals: Seal[] = [];
  for (const row of rows) {
    seq += 1;
    hash = sealRecord(hash, seq, row);
    seals.push({ id: row.id, seq, hash });
  }
  return seals;
}

/** Why a sealed row does not fit after `head`, or `undefined`. */
function fault(head: ChainHead, row: StoredAuditRow): string | undefined {
  if (row.seq !== head.seq + 1) return "a row is missing or out of place";
  if (row.hash !== sealRecord(head.hash, row.seq, row)) return "the row is not what was sealed";
  return row.personal === undefined ? undefined : personalFault(row.commitment, row.personal);
}

/**
 * Walks sealed rows in order of `seq`, in constant memory, and names the first that does not fit. A head remembered from
 * an earlier walk also shows that rows were cut off the end or that the whole chain was made anew.
 */
export async function verifyChain(
  rows: AsyncIterable<StoredAuditRow> | Iterable<StoredAuditRow>,
  o: { remembered?: ChainHead } = {},
): Promise<AuditVerdict> {
  const { remembered = emptyChain } = o;
  let head = emptyChain;
  for await (const row of rows) {
    const because = fault(head, row);
    const broken = (why: string): AuditVerdict => ({
      ok: false,
      checked: head.seq,
      brokenAt: head.seq + 1,
      because: why,
    });
    if (because !== undefined) return broken(because);
    const next = { seq: row.seq ?? 0, hash: row.hash ?? "" };
    if (next.seq === remembered.seq && next.hash !== remembered.hash) return broken("the chain was made anew");
    head = next;
  }
  if (head.seq < remembered.seq) {
    return {
      ok: false,
      checked: head.seq,
      brokenAt: head.seq + 1,
      because: "the chain ends before the remembered head",
    };
  }
  return { ok: true, checked: head.seq, head: head.hash };
}
