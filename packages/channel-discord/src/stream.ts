import { createLanes } from "@moltbot/channel";
import type { Answers } from "./answers.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Cursors } from "./cursors.ts";
import type { Deliver, EventKind } from "./deliver.ts";
import type { Persist } from "./persist.ts";
import { type Fields, fields, idBefore, snowflake } from "./read.ts";

/** What comes over the gateway, in order. */
export interface Stream {
  /** Takes an event; `done` is called once it needs nothing more. */
  take(kind: EventKind, event: unknown, done: () => void): void;
  /** A new session began: what was written since the last one is fetched. */
  sessionBegan(): void;
  /** Resolves when nothing is delivered any more. */
  idle(): Promise<void>;
}

/** What {@link createStream} needs. */
export interface StreamParts {
  readonly deliver: Deliver;
  readonly persist: Persist;
  readonly answers: Answers;
  readonly cursors: Cursors;
  readonly catchUp: CatchUp;
  /** Nothing more is begun once it aborts. */
  readonly signal: AbortSignal;
}

/** Events that wait in memory while the host cannot store. Messages beyond are fetched again later. */
const mostWaiting = 5000;
/** Channels that are looked at after a new session began. */
const mostChannels = 200;

/** Channels run at the same time, events of one channel in order: what cannot be stored holds up its channel only. */
export function createStream(o: StreamParts): Stream {
  const lanes = createLanes();
  const gaps = new Set<string>();
  let waiting = 0;
  const later = (lane: string, task: () => Promise<unknown>): void => {
    void lanes.run(lane, async () => (o.signal.aborted ? undefined : await task()));
  };
  /** Leaves out a message, and reads it from the channel once everything before it is durable. */
  const postpone = (lane: string, event: Fields): void => {
    const messageId = snowflake(event["id"]);
    const guildId = snowflake(event["guild_id"]);
    if (gaps.has(lane) || messageId === undefined) return;
    gaps.add(lane);
    const first = { channelId: lane, messageId: idBefore(messageId), ...(guildId === undefined ? {} : { guildId }) };
    later(lane, async () => {
      gaps.delete(lane);
      await o.catchUp(first);
    });
  };
  return {
    take(kind, value, done) {
      const event = fields(value) ?? {};
      const lane = snowflake(event["channel_id"]) ?? "";
      const answer = kind === "INTERACTION_CREATE" ? o.answers.open(event) : undefined;
      if (waiting >= mostWaiting || gaps.has(lane)) {
        if (kind === "MESSAGE_CREATE") postpone(lane, event);
        done();
        return;
      }
      waiting++;
      void lanes.run(lane, async () => {
        const stored = await o.persist(() => o.deliver(kind, event));
        waiting--;
        if (!stored) return;
        answer?.durable();
        done();
      });
    },
    sessionBegan() {
      for (const cursor of o.cursors.all().slice(0, mostChannels)) {
        // Looked up when its turn comes: what arrived before may have moved it.
        later(cursor.channelId, async () => await o.catchUp(o.cursors.get(cursor.channelId) ?? cursor));
      }
    },
    idle: () => lanes.idle(),
  };
}
