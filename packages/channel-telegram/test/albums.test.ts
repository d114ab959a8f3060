import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { albumWaitMs } from "../src/album.ts";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  await bench.close();
});

const part = (chat: number, n: number, caption?: string) =>
  bench.server.dm(chat, "", {
    extra: {
      text: undefined,
      media_group_id: `album-${chat}`,
      photo: [{ file_id: `photo-${n}` }],
      ...(caption === undefined ? {} : { caption }),
    },
  });

const shown = () => bench.host.messages.map(({ text, attachments }) => [text, attachments.map((each) => each.id)]);

describe("an album", () => {
  test("is one message with every attachment, wherever the caption stands, and other chats do not wait for it", async () => {
    const { server, host, adapter, until, clock } = bench;
    const at = new Map<string, number>();
    host.before = async (message) => void at.set(message.conversation.id, clock.now());
    part(1, 1);
    part(1, 2, "/run look");
    server.dm(2, "elsewhere");
    part(1, 3);
    server.dm(1, "after it");
    await bench.during(adapter.start(host));
    await until("all is confirmed", () => server.pending().length === 0);
    expect(shown()).toEqual([
      ["elsewhere", []],
      ["/run look", ["photo-1", "photo-2", "photo-3"]],
      ["after it", []],
    ]);
    expect(host.messages[1]).toMatchObject({ id: "1:1-3", command: { name: "run", args: "look" } });
    expect((at.get("1") ?? 0) - (at.get("2") ?? 0)).toBeGreaterThanOrEqual(albumWaitMs);
  });

  test("waits for parts that come later, and is not confirmed before it is durable", async () => {
    const { server, host, adapter, until, clock } = bench;
    await bench.during(adapter.start(host));
    part(1, 1, "look");
    await clock.advance(albumWaitMs - 200);
    part(1, 2);
    let tries = 0;
    host.before = async () => {
      expect(server.pending()).toHaveLength(2);
      if (++tries < 3) throw new Error("disk full");
    };
    await until("it arrives", () => host.messages.length === 1);
    await until("it is confirmed", () => server.pending().length === 0);
    expect(shown()).toEqual([["look", ["photo-1", "photo-2"]]]);
  });

  test("of ten parts waits no longer: Telegram makes none larger", async () => {
    const { server, host, adapter, until } = bench;
    for (let n = 1; n <= 10; n++) part(1, n);
    await bench.during(adapter.start(host));
    await until("it is confirmed", () => server.pending().length === 0);
    expect(shown()).toEqual([["", Array.from({ length: 10 }, (_, index) => `photo-${index + 1}`)]]);
  });

  test("comes again whole, under the same id, after a crash between storing and confirming it", async () => {
    const { server, host, adapter, until } = bench;
    const parts = [part(1, 1), part(1, 2)];
    await bench.during(adapter.start(host));
    await until("it is confirmed", () => server.pending().length === 0);
    await bench.during(adapter.stop());
    for (const each of parts) server.again(each);
    const next = bench.second();
    await bench.during(next.adapter.start(next.host));
    await until("it is confirmed again", () => server.pending().length === 0);
    expect(next.host.messages.map((message) => message.id)).toEqual(host.messages.map((message) => message.id));
  });

  test("a part that cannot be read does not take the others with it", async () => {
    const { server, host, adapter, until } = bench;
    server.dm(1, "", { extra: { text: undefined, media_group_id: "album-1", photo: [{}], date: "never" } });
    part(1, 2, "look");
    await bench.during(adapter.start(host));
    await until("all is confirmed", () => server.pending().length === 0);
    expect(shown()).toEqual([["look", ["photo-2"]]]);
  });
});
