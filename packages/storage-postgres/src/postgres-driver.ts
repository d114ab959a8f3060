import { type Clock, isMoltbotError, type Logger } from "@moltbot/core";
import type { Sql } from "postgres";
import type { Driver, Transaction } from "./driver.ts";
import { toMoltbotError } from "./errors.ts";
import { createConnector, run, within } from "./pool.ts";
import { createSession } from "./session.ts";

/** Options of the driver for a Postgres server. */
export interface PostgresDriverOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly poolSize: number;
  readonly timeoutMs: number;
}

/**
 * Statements go through a pool of prepared connections; one more connection, the session, carries what belongs to this
 * process as a whole: its sign of life and its hints.
 */
export async function createPostgresDriver(o: PostgresDriverOptions): Promise<Driver> {
  const connector = await createConnector(o);
  const { target } = connector;
  const limits = { clock: o.clock, ms: o.timeoutMs, target };
  let pool = connector.open({ max: o.poolSize });

  const query: Driver["query"] = (text, parameters = []) =>
    guarded((sql) => run(sql, text, parameters, { ...limits, repeat: true }));
  const session = createSession({ connector, ...o, query });

  // A server that hangs leaves its connections hanging: they are given up together, and the next call opens new ones.
  async function guarded<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const used = pool;
    try {
      return await work(used);
    } catch (error) {
      if (isMoltbotError(error) && error.data?.["code"] === "TIMEOUT" && pool === used) {
        pool = connector.open({ max: o.poolSize });
        void used.end({ timeout: 0 }).catch(() => undefined);
      }
      throw error;
    }
  }

  function transaction<T>(work: (tx: Transaction) => Promise<T>, { patient = false } = {}): Promise<T> {
    const ms = patient ? 600_000 : o.timeoutMs;
    return guarded(async (sql) => {
      const inside = sql.begin(async (tx) => {
        if (patient) await tx.unsafe("set local statement_timeout = 0");
        return work({
          query: (text, parameters = []) => run(tx, text, parameters, { ...limits, ms, repeat: false }),
          async exec(statements) {
            await tx.unsafe(statements);
          },
        });
      });
      try {
        return (await within(inside, { ...limits, ms })) as T;
      } catch (error) {
        throw toMoltbotError(error, target);
      }
    });
  }

  return {
    engine: "postgres",
    query,
    transaction,
    wakeups: session.wakeups,
    join: session.join,
    async close() {
      await Promise.all([session.close(), pool.end({ timeout: 1 })]);
    },
  };
}
