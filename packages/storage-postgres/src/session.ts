import { type Clock, type Logger, messageOf, sleep, type Wakeups } from "@moltbot/core";
import type { Sql } from "postgres";
import { type Driver, holderClass } from "./driver.ts";
import { toMoltbotError } from "./errors.ts";
import { type Connector, within } from "./pool.ts";
import { createTopics } from "./topics.ts";

/** The one connection that stands for this process: it holds the lock that says "alive", and it listens. */
export interface Session {
  readonly wakeups: Wakeups;
  join(): Promise<number>;
  close(): Promise<void>;
}

const channel = "moltbot";
const longestNote = 7000; // Postgres carries 8000 bytes
const retryMs = 500;
const heartbeatMs = 15_000;

/** Connects with the first {@link Session.join} and comes back by itself whenever the connection is lost. */
export function createSession(o: {
  connector: Connector;
  clock: Clock;
  log: Logger;
  timeoutMs: number;
  query: Driver["query"];
}): Session {
  const topics = createTopics(o.log);
  const limits = { clock: o.clock, ms: o.timeoutMs, target: o.connector.target };
  const ending = new AbortController();
  let sql: Sql | undefined;
  let holder = 0;
  let returning: Promise<void> | undefined;

  async function drop(): Promise<void> {
    const old = sql;
    sql = undefined;
    await old?.end({ timeout: 0 }).catch(() => undefined);
  }

  async function connect(): Promise<void> {
    const fresh = o.connector.open({
      max: 1,
      onnotify: (_, payload) => topics.receive(payload),
      onclose: () => lost(fresh),
    });
    try {
      const lock = fresh.unsafe(`select pg_try_advisory_lock(${holderClass}, ${holder}) as held`);
      const [row] = await within(lock, limits);
      // A server that has not noticed the end of our last connection still counts us as alive; it will.
      if (row?.["held"] !== true) throw new Error("the lock of this process is still held by its last connection");
      await within(fresh.unsafe(`listen ${channel}`), limits);
      sql = fresh;
    } catch (error) {
      await fresh.end({ timeout: 0 }).catch(() => undefined);
      throw toMoltbotError(error, o.connector.target);
    }
  }

  function lost(which: Sql): void {
    if (which !== sql || ending.signal.aborted) return;
    o.log.warn("session with the database lost");
    returning ??= comeBack().finally(() => {
      returning = undefined;
    });
  }

  async function comeBack(): Promise<void> {
    await drop();
    while (!ending.signal.aborted) {
      await sleep(o.clock, retryMs, ending.signal);
      try {
        await connect();
        o.log.info("session with the database is back");
        topics.receiveAll(); // hints were missed: everybody looks
        return;
      } catch (error) {
        o.log.debug("session with the database still lost", { error: messageOf(error) });
      }
    }
  }

  // A connection whose other end vanished without a word looks alive until somebody writes on it.
  function beat(): void {
    const cancel = o.clock.after(heartbeatMs, () => {
      const current = sql;
      if (ending.signal.aborted) return;
      if (current !== undefined) within(current.unsafe("select 1"), limits).catch(() => lost(current));
      beat();
    });
    ending.signal.addEventListener("abort", cancel, { once: true });
  }

  return {
    async join() {
      const [row] = await o.query("select nextval('holders')::int as holder");
      holder = Number(row?.["holder"]);
      await connect();
      beat();
      return holder;
    },
    wakeups: {
      async publish(topic, note = "") {
        const short = Buffer.byteLength(note) <= longestNote ? note : "";
        await o.query("select pg_notify($1::text, $2::text)::text", [channel, JSON.stringify([topic, short])]);
      },
      async subscribe(topic, hear) {
        return topics.subscribe(topic, hear);
      },
    },
    async close() {
      ending.abort();
      await returning;
      await drop();
    },
  };
}
