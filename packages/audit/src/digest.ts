import { hash } from "node:crypto";
import { canonicalJson, type EventOutcome, type JsonObject } from "@moltbot/core";

/** The part of a row that is hashed into the chain for good. Each field is a column of the log itself. */
export interface LoggedRow {
  /** Server-made `evt_…`, unique. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: string;
  readonly outcome: EventOutcome;
  /** `person` (who: in the personal part), `operator (cli)`, `system`. */
  readonly actor: string;
  readonly ref?: string;
  readonly reason?: string;
  readonly policy?: string;
  readonly data?: JsonObject;
  /** Binds the personal part without containing it; see `commit`. Absent: there is none. */
  readonly commitment?: string;
}

/**
 * What the chain knows of a row: hex SHA-256 over the JSON list of the form, 2, and the fields that are hashed for good, `null`
 * where there is none, `data` as text in canonical JSON.
 */
export function digestRow({ id, at, event, outcome, actor, ref, reason, policy, data, commitment }: LoggedRow): string {
  const list = [2, id, at, event, outcome, actor, ref, reason, policy];
  return hash("sha256", JSON.stringify([...list, data && canonicalJson(data), commitment]));
}
