import { type Clock, type Logger, messageOf, sleep } from "@moltbot/core";
import type { Sql } from "postgres";
import { holderClass } from "./driver.ts";
import { toMoltbotError } from "./errors.ts";
import { type Connector, within } from "./pool.ts";

/** The connection that holds the lock of a live process, and comes back by itself. */
export interface Lifeline {
  /** @throws MoltbotError `unavailable` when the first connection cannot be made */
  hold(holder: number): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link createLifeline}. */
export interface LifelineOptions {
  readonly connector: Connector;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timeoutMs: number;
  /** The channel to listen on, and who hears. */
  readonly channel: string;
  readonly heard: (payload: string) => void;
  /** It was lost and is back: hints were missed. */
  readonly back: () => void;
}

const retryMs = 500;
const heartbeatMs = 15_000;
const stillHeld = `select 1 from pg_locks where locktype = 'advisory' and classid = ${holderClass} and pid = pg_backend_pid()`;

/** Connects for a holder: lock first, then listen. */
async function connect(holder: number, lost: (which: Sql) => void, o: LifelineOptions): Promise<Sql> {
  const limits = { clock: o.clock, ms: o.timeoutMs, target: o.connector.target };
  const sql: Sql = o.connector.open({
    max: 1,
    onnotify: (_, payload) => o.heard(payload),
    onclose: () => lost(sql),
  });
  try {
    const lock = sql.unsafe(`select pg_try_advisory_lock(${holderClass}, ${holder}) as held`);
    const [row] = await within(lock, limits);
    // A server that has not noticed the end of our last connection still counts us as alive; it will.
    if (row?.["held"] !== true) throw new Error("the lock of this process is still held by its last connection");
    await within(sql.unsafe(`listen ${o.channel}`), limits);
    return sql;
  } catch (error) {
    await sql.end({ timeout: 0 }).catch(() => undefined);
    throw toMoltbotError(error, o.connector.target);
  }
}

/** Said, not left to the end of the connection: the server notices that a moment after we do. */
async function release(sql: Sql, holder: number, { clock, timeoutMs, connector }: LifelineOptions): Promise<void> {
  const said = sql.unsafe(`select pg_advisory_unlock(${holderClass}, ${holder})`);
  await within(said, { clock, ms: timeoutMs, target: connector.target }).catch(() => undefined);
}

/** Connects with {@link Lifeline.hold}. */
export function createLifeline(o: LifelineOptions): Lifeline {
  const ending = new AbortController();
  let current: Sql | undefined;
  let returning: Promise<void> | undefined;
  let holder = 0;

  async function drop(): Promise<void> {
    const old = current;
    current = undefined;
    await old?.end({ timeout: 0 }).catch(() => undefined);
  }

  function lost(which: Sql): void {
    if (which !== current || ending.signal.aborted) return;
    o.log.warn("session with the database lost");
    returning ??= comeBack().finally(() => {
      returning = undefined;
    });
  }

  async function comeBack(): Promise<void> {
    await drop();
    while (current === undefined && !ending.signal.aborted) {
      await sleep(o.clock, retryMs, ending.signal);
      try {
        current = await connect(holder, lost, o);
        o.log.info("session with the database is back");
        o.back();
      } catch (error) {
        o.log.debug("session with the database still lost", { error: messageOf(error) });
      }
    }
  }

  // A connection whose other end vanished without a word looks alive until somebody writes on it.
  async function beat(): Promise<void> {
    const limits = { clock: o.clock, ms: o.timeoutMs, target: o.connector.target };
    while (!ending.signal.aborted) {
      await sleep(o.clock, heartbeatMs, ending.signal);
      const checked = current;
      if (checked === undefined) continue;
      const held = await within(checked.unsafe(stillHeld), limits).catch(() => []);
      if (held.length === 0) lost(checked);
    }
  }

  return {
    async hold(number) {
      holder = number;
      current = await connect(holder, lost, o);
      void beat();
    },
    async close() {
      ending.abort();
      await returning;
      if (current !== undefined) await release(current, holder, o);
      await drop();
    },
  };
}
