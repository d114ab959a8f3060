import type { Clock } from "@moltbot/core";
import { MoltbotError } from "@moltbot/core";
import type { Sql } from "postgres";
import { type Parameter, plannerSettings, type Row } from "./driver.ts";
import { databaseCode, type Target, toMoltbotError } from "./errors.ts";

/** Makes postgres.js instances for one server. */
export interface Connector {
  readonly target: Target;
  open(o: { max: number; onnotify?: (channel: string, payload: string) => void; onclose?: () => void }): Sql;
}

/** Options of a connector. `timeoutMs` bounds every wait. */
export interface ConnectorOptions {
  readonly url: string;
  readonly timeoutMs: number;
}

/**
 * Reads the URL and loads postgres.js, which costs nothing while no Postgres is used.
 * @throws MoltbotError `invalid` when it is no Postgres URL
 */
export async function createConnector(o: ConnectorOptions): Promise<Connector> {
  if (!/^postgres(ql)?:\/\//i.test(o.url)) {
    throw new MoltbotError("invalid", "The database URL does not start with postgres://", {
      hint: "Write postgres://user:password@host:5432/database.",
    });
  }
  const { default: postgres } = await import("postgres");
  const seconds = Math.max(1, Math.ceil(o.timeoutMs / 1000));
  const open: Connector["open"] = ({ max, ...hooks }) =>
    postgres(o.url, {
      max,
      ...hooks,
      connect_timeout: seconds,
      idle_timeout: 0,
      max_lifetime: null,
      backoff: () => 0.25, // seconds between attempts: quick to recover, gentle enough
      keep_alive: 30,
      fetch_types: false,
      onnotice: () => {},
      connection: {
        application_name: "moltbot",
        search_path: "moltbot",
        synchronous_commit: "on", // what was promised is on disk
        statement_timeout: o.timeoutMs,
        idle_in_transaction_session_timeout: 60_000,
        ...plannerSettings,
        TimeZone: "UTC",
      } as Record<string, string | number | boolean>,
    });
  try {
    const { options } = open({ max: 1 }); // connects only when asked
    const place = `${options.host[0] ?? "localhost"}:${options.port[0] ?? 5432}`;
    return { target: { place, database: options.database, user: options.user }, open };
  } catch {
    // The error of the URL parser quotes the URL, and with it the password.
    throw new MoltbotError("invalid", "The database URL cannot be read", {
      hint: "Write postgres://user:password@host:5432/database; percent-encode signs like @ : / in the password.",
    });
  }
}

/** Fails with `unavailable` when `promise` takes longer than `ms`. */
export function within<T>(promise: Promise<T>, o: { clock: Clock; ms: number; target: Target }): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = o.clock.after(o.ms, () =>
      reject(
        new MoltbotError("unavailable", `The database at ${o.target.place} does not answer`, {
          hint: `It was given ${o.ms} ms. Check its load, its disk and the network.`,
          data: { code: "TIMEOUT" },
        }),
      ),
    );
    void promise.then(resolve, reject).finally(cancel);
  });
}

const repeatable = new Set(["40P01", "40001"]); // deadlock, serialization: nothing was written, it can be run again

/** Runs one prepared statement; our errors, bounded wait, repeated when it lost a lock race. */
export async function run(
  sql: Pick<Sql, "unsafe">,
  text: string,
  parameters: readonly Parameter[],
  o: { clock: Clock; ms: number; target: Target; repeat: boolean },
): Promise<readonly Row[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await within(sql.unsafe(text, [...parameters], { prepare: true }), o);
    } catch (error) {
      if (o.repeat && attempt < 4 && repeatable.has(databaseCode(error))) continue;
      throw toMoltbotError(error, o.target);
    }
  }
}
