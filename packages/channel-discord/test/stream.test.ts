import { describe, expect, test } from "vitest";
import type { DiscordCursor } from "../src/cursors.ts";
import { createStream, type StreamParts } from "../src/stream.ts";

/** A stream whose host stores nothing until `open` is called. */
function openStream(cursors: readonly DiscordCursor[] = []) {
  const delivered: unknown[] = [];
  const caughtUp: DiscordCursor[] = [];
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const parts: StreamParts = {
    deliver: async (_kind, event) => void delivered.push(event["id"]),
    persist: async (task) => {
      await opened;
      await task();
      return true;
    },
    answers: { open: () => ({ durable() {} }) },
    cursors: {
      load: async () => {},
      move() {},
      begin() {},
      get: () => undefined,
      forget() {},
      all: () => cursors,
      flush: async () => {},
    },
    catchUp: async (cursor) => void caughtUp.push(cursor),
    signal: new AbortController().signal,
  };
  return { stream: createStream(parts), delivered, caughtUp, open };
}

const message = (id: number, channel: number) => ({ id: String(id), channel_id: String(channel), guild_id: "3" });

describe("the stream of events", () => {
  test("holds so many in memory; a channel beyond is read again from where it was left", async () => {
    const { stream, delivered, caughtUp, open } = openStream();
    let done = 0;
    const take = (id: number, channel: number, kind: "MESSAGE_CREATE" | "MESSAGE_UPDATE" = "MESSAGE_CREATE"): void =>
      stream.take(kind, message(id, channel), () => done++);
    for (let id = 1; id <= 5000; id++) take(id, 1 + (id % 3));
    expect(done).toBe(0);
    take(6001, 2);
    take(6002, 2);
    take(6003, 9, "MESSAGE_UPDATE");
    expect(done).toBe(3);
    open();
    await stream.idle();
    expect(delivered).toHaveLength(5000);
    expect(caughtUp).toEqual([{ channelId: "2", guildId: "3", messageId: "6000" }]);
    take(6004, 2);
    await stream.idle();
    expect(delivered.at(-1)).toBe("6004");
    expect(done).toBe(5004);
  });

  test("reads the channels that were heard last once a new session began, before what comes in it", async () => {
    const cursors = Array.from({ length: 250 }, (_, n) => ({ channelId: String(n + 1), messageId: "5" }));
    const { stream, delivered, caughtUp, open } = openStream(cursors);
    open();
    stream.sessionBegan();
    stream.take("MESSAGE_CREATE", message(7, 1), () => {});
    await stream.idle();
    expect(caughtUp).toHaveLength(200);
    expect(delivered).toEqual(["7"]);
  });
});
