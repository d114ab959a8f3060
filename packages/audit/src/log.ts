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

/** Filters, all optional, all of them must hold. Records come in the order in which they were written, newest first. */
export interface AuditQuery {
  /** `channel:id` (any account) or `channel/account:id` of the actor or the subject; see `readPerson`. */
  readonly user?: string;
  /** An event name (`pairing.approved`), an area (`pairing`) or a pattern (`*.refused`); see `readEvent`. */
  readonly event?: string;
  /** First millisecond that counts. */
  readonly since?: number;
  /** First millisecond that counts no more. */
  readonly until?: number;
  /** Records a page: 100 unless told, at most 1000. */
  readonly limit?: number;
  /** `oldest`: the other way round. */
  readonly order?: "newest" | "oldest";
  /** `next` of the page before, of a query with the same filters and order; rows written meanwhile never shift a page. Another text throws `invalid`. */
  readonly cursor?: string;
}

/** One page of records. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly next?: string;
}

/** What to count, and in how long pieces of time; all in milliseconds. */
export interface TallyQuery extends Pick<AuditQuery, "user" | "event"> {
  /** First millisecond that counts, and where the first piece begins. */
  readonly since: number;
  /** First millisecond that counts no more. */
  readonly until: number;
  /** Length of a piece; there are at most 400. */
  readonly stepMs: number;
}

/** How many records of one outcome lie in one piece of time. Pieces without any are left out. */
export interface AuditCount {
  /** When the piece begins. */
  readonly at: number;
  readonly outcome: EventOutcome;
  readonly count: number;
}

/** Where the chain ended when somebody looked: kept elsewhere, it shows later whether the tail was cut off. */
export interface ChainHead {
  /** Sealed rows up to here; 0: none. */
  readonly seq: number;
  readonly hash: string;
}

/** Outcome of a walk over the chain. */
export type AuditVerdict =
  | {
      readonly ok: true;
      /** Rows that were walked over. */
      readonly checked: number;
      /** Where the chain ends: with `head` what to remember. */
      readonly seq: number;
      readonly head: string;
      /** Rows up to this position were removed by retention; the log says so itself. */
      readonly since?: { readonly seq: number; readonly at: number };
      /** The remembered head lies before `since`, so that nobody can compare it any more. */
      readonly rememberedIsGone?: true;
    }
  | {
      readonly ok: false;
      readonly checked: number;
      /** The position that does not fit; every row before it does. */
      readonly brokenAt: number;
      readonly because: string;
      /** The last row that fits. */
      readonly after?: string;
      /** The row that stands where `brokenAt` should be, when there is one. */
      readonly row?: string;
    };

/** The tamper-evident log (SPEC R9.5). */
export interface AuditLog {
  /** Writes events that belong to no other change. Rows that do are written by their own store's commit. */
  append(events: readonly DomainEvent[]): Promise<void>;
  query(query: AuditQuery): Promise<AuditPage>;
  /**
   * Counts records by time and outcome, oldest first, for charts.
   * @throws MoltbotError `invalid` (filters as in `query`; more than 400 pieces)
   */
  tally(query: TallyQuery): Promise<readonly AuditCount[]>;
  /** Links every unsealed row into the chain; returns how many. One process at a time seals, the others return 0. */
  seal(): Promise<number>;
  /** Where the chain ends now; rows that wait for their seal do not count. */
  head(): Promise<ChainHead>;
  /** Whether the chain has exactly this link, or retention removed it. What `head` gave once stays true, unless somebody meddled. */
  includes(link: ChainHead): Promise<boolean>;
  /**
   * Seals, then recomputes the whole chain in constant memory and names the first row that does not fit. Rows that were
   * cut off the end show by the head that the store wrote down; whoever changed that as well, or made the whole chain
   * anew, is caught by a head that was remembered elsewhere.
   */
  verify(o?: { remembered?: ChainHead }): Promise<AuditVerdict>;
  /**
   * Removes one batch of the oldest sealed rows that were written before `before`, and says so in the log (`audit.retired`) in the
   * same step, so that `verify` still passes and knows since when. Never leaves a hole: it stops at the first row that is
   * newer, or not sealed. Call it again until it returns 0.
   * @returns how many rows it removed
   */
  retire(before: number, o: { readonly now: number; readonly policy?: string }): Promise<number>;
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
