import type { DomainEvent, EventOutcome, JsonObject, Principal } from "@moltbot/core";

/** One stored event. `seq` and `hash` are absent until the row is sealed into the chain. */
export interface AuditRecord {
  /** Server-made `evt_…`. */
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly outcome: EventOutcome;
  /** `telegram:123`, `operator (cli)`, `system`; `erased` or `anonymous:<pseudonym>` once its person was. */
  readonly actor: string;
  readonly subject?: string;
  readonly ref?: string;
  readonly reason?: string;
  readonly policy?: string;
  readonly data?: JsonObject;
  readonly personal?: JsonObject;
  /** Position in the hash chain, from 1. */
  readonly seq?: number;
  readonly hash?: string;
}

/** Filters, all optional, all of them must hold; newest first: the reverse of the order in which rows were written. */
export interface AuditQuery {
  /** `channel:id` (any account) or `channel/account:id` of the actor or the subject; see `readPerson`. */
  readonly user?: string;
  /** An event name (`pairing.approved`) or an area (`pairing`). */
  readonly event?: string;
  /** First millisecond that counts. */
  readonly since?: number;
  /** First millisecond that counts no more. */
  readonly until?: number;
  /** Records a page: 100 unless told, at most 1000. */
  readonly limit?: number;
  /** `next` of the page before; rows written meanwhile never shift a page. Another text throws `invalid`. */
  readonly cursor?: string;
}

/** One page of records. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly next?: string;
}

/** Where the chain ended when somebody looked: kept elsewhere, it shows later whether the tail was cut off. */
export interface ChainHead {
  /** Sealed rows up to here; 0: none. */
  readonly seq: number;
  readonly hash: string;
}

/** Outcome of a walk over the chain. */
export type AuditVerdict =
  | { readonly ok: true; readonly checked: number; readonly head: string }
  | { readonly ok: false; readonly checked: number; readonly brokenAt: number; readonly because: string };

/** The tamper-evident log (SPEC R9.5). */
export interface AuditLog {
  /** Writes events that belong to no other change. Rows that do are written by their own store's commit. */
  append(events: readonly DomainEvent[]): Promise<void>;
  query(query: AuditQuery): Promise<AuditPage>;
  /** Links every unsealed row into the chain; returns how many. One process at a time seals, the others return 0. */
  seal(): Promise<number>;
  /**
   * Seals, then recomputes the whole chain and names the first row that does not fit. Rows cut off the end are missed
   * only by who remembers an earlier head (`checked` and `head` of an earlier verdict).
   */
  verify(o?: { remembered?: ChainHead }): Promise<AuditVerdict>;
  /**
   * Forgets a person, for good and in batches: in every record that they acted in or are the subject of, their id goes and
   * all texts of the record with it (names, handles, first messages, arguments, reasons in words). Whoever else a record
   * names stays, and so do the act itself, its time, outcome, rule code and place in the chain: `verify` still passes.
   * Interrupted, it is simply called again. Identities linked to the person are erased one by one.
   * @returns how many records it changed, or with `dryRun` would change; 0 the next time
   * @throws MoltbotError `invalid` (a blank mention, an id that no store can hold), `unavailable`
   */
  erase(person: Principal, o?: ErasureOptions): Promise<number>;
  /**
   * Like {@link erase}, and puts a pseudonym in the person's place: records read `anonymous:<pseudonym>` and are found by
   * `query({ user: "anonymous:<pseudonym>" })`. Make it at random: what is derived from the person leads back to them. It is
   * not protected by the chain, which vouches for nobody but the person who was logged.
   * @throws MoltbotError `invalid` also when the pseudonym is not 4 to 64 of `a-z`, `0-9` and `-`
   */
  pseudonymise(person: Principal, pseudonym: string, o?: ErasureOptions): Promise<number>;
}

/** How far an erasure goes. */
export interface ErasureOptions {
  /**
   * What else the person is known by (names, handles, phone numbers, ids): records about *others* lose their texts too when
   * these hold one of them, as a whole word, whatever the case of ASCII letters. Looks through the whole log once.
   */
  readonly mentions?: readonly string[];
  /** Only counts. */
  readonly dryRun?: boolean;
}
