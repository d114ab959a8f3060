import type { Clock, Logger, Wakeups } from "@moltbot/core";
import type { Driver } from "./driver.ts";
import { createLifeline } from "./lifeline.ts";
import type { Connector } from "./pool.ts";
import { createTopics } from "./topics.ts";

/** What stands for this process as a whole: its sign of life and its hints. */
export interface Session {
  readonly wakeups: Wakeups;
  join(): Promise<number>;
  close(): Promise<void>;
}

const channel = "moltbot";
const longestNote = 7000; // Postgres carries 8000 bytes

/** Connects with {@link Session.join}. */
export function createSession(o: {
  connector: Connector;
  clock: Clock;
  log: Logger;
  timeoutMs: number;
  query: Driver["query"];
}): Session {
  const topics = createTopics(o.log);
  const lifeline = createLifeline({ ...o, channel, heard: topics.receive, back: topics.receiveAll });
  return {
    async join() {
      const [row] = await o.query("select nextval('holders')::int as holder");
      const holder = Number(row?.["holder"]);
      await lifeline.hold(holder);
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
    close: lifeline.close,
  };
}
