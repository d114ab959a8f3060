import type { DomainEvent, Principal } from "@moltbot/core";
import type { AuditLog, AuditRecord, ChainHead } from "../log.ts";

/** Hands that change stored rows behind the log's back, as an intruder with the database would. */
export interface Tamper {
  /** Overwrites `reason` of the row. */
  change(id: string, reason: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Exchanges the places (`seq` and `hash`) of two rows. */
  swap(one: string, other: string): Promise<void>;
  /** Says that retention removed all rows up to here. */
  moveFront(front: ChainHead): Promise<void>;
  /** Overwrites the id (and channel) of the subject in the personal part. */
  changeSubject(id: string, subjectId: string, channel?: string): Promise<void>;
}

/** The same log opened twice, as two processes would. `close` drops it. */
export interface OpenedAudit {
  readonly a: AuditLog;
  readonly b: AuditLog;
  readonly tamper: Tamper;
  /** Everything that is kept of the log, in every table, column and field. */
  dump(): Promise<unknown>;
  close(): Promise<void>;
}

/** When sample events start. */
export const sampleStart = 1_767_225_600_000;

/** Somebody on Telegram. */
export const person = (id: string, account = "default"): Principal => ({ channel: "telegram", account, id });

/** An event at minute `minute`. */
export function sampleEvent(minute: number, o: Partial<DomainEvent> = {}): DomainEvent {
  return {
    event: "pairing.requested",
    at: sampleStart + minute * 60_000,
    outcome: "done",
    actor: { kind: "person", principal: person("42") },
    subject: person("42"),
    ref: `pair_${minute}`,
    reason: "asked",
    policy: "p1",
    data: { minute, list: [1, "two", null], nested: { deep: true, pi: 3.25 } },
    personal: { displayName: 'Ana "Ü" <b> 🦀' },
    ...o,
  };
}

/** Runs `use` on a freshly opened log and closes it. */
export function withLog(open: () => Promise<OpenedAudit>, use: (o: OpenedAudit) => Promise<void>) {
  return async (): Promise<void> => {
    const log = await open();
    try {
      await use(log);
    } finally {
      await log.close();
    }
  };
}

/** Every record there is, newest first, page by page. */
export async function allRecords(log: AuditLog, limit = 1000): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await log.query({ limit, ...(cursor === undefined ? {} : { cursor }) });
    records.push(...page.records);
    cursor = page.next;
  } while (cursor !== undefined);
  return records;
}
