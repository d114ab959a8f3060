import type { Wakeups } from "@moltbot/core";

/** One row as the database gives it: unchecked. */
export type Row = Readonly<Record<string, unknown>>;

/** Texts, numbers, null. Everything else travels as JSON text (`$1::text::jsonb`), so that both engines read it alike. */
export type Parameter = string | number | null;

/** Runs statements. */
export interface Queries {
  /** One statement, prepared, in one round trip. @throws MoltbotError */
  query(text: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
}

/** A transaction; also takes several statements at once. */
export interface Transaction extends Queries {
  exec(statements: string): Promise<void>;
}

/** What one SQL text runs on: a Postgres server through postgres.js, or PGlite in this process. */
export interface Driver extends Queries {
  readonly engine: "postgres" | "pglite";
  /** `patient` lifts the time limit, for migrations. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, o?: { patient?: boolean }): Promise<T>;
  readonly wakeups: Wakeups;
  /** Marks this process as alive under a new number. Called once, after the migrations. */
  join(): Promise<number>;
  close(): Promise<void>;
}

/** First half of the advisory lock of a live process; see the view `live_holders`. */
export const holderClass = 1_836_018_804;

/**
 * Set on every connection. Statements here find their rows by an index. Planned once, while the tables are small, they
 * must not settle for reading a whole table.
 */
export const plannerSettings = {
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
  plan_cache_mode: "force_generic_plan",
};
