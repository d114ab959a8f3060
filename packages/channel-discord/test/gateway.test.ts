import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, openBench, texts } from "./bench.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.during(bench.adapter.start(bench.host));
});

afterEach(() => bench.close());

const arrives = (text: string): Promise<void> => bench.until(`${text} arrives`, () => texts(bench.host).includes(text));

describe("a session of the gateway [R10.3]", () => {
  test("is resumed after a lost connection, with what was said meanwhile", async () => {
    const { server, host } = bench;
    server.disconnect();
    for (const word of ["one", "two", "three"]) server.dm("7", word);
    await arrives("three");
    expect(texts(host)).toEqual(["one", "two", "three"]);
    expect(server.handshakes()).toMatchObject({ identified: 1, resumed: 1 });
    expect(host.logged()).toContain("discord works again");
  });

  test("starts again after the last event that is durable, and hands on nothing twice", async () => {
    const { server, host, until } = bench;
    host.before = async ({ text }) => {
      if (text === "bad") throw new Error("disk full");
    };
    server.dm("1", "good");
    server.dm("2", "bad");
    server.dm("3", "fine");
    await arrives("fine");
    await until("heartbeats confirm", () => server.pending().length === 2);
    server.disconnect();
    await until("it is resumed", () => server.handshakes().resumed === 1);
    server.dm("4", "later");
    await arrives("later");
    // Discord repeated what no heartbeat had confirmed; here it had come already.
    expect(host.attempts.filter((message) => message.text === "fine")).toHaveLength(1);
    expect(await bench.adapter.probe()).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("stored"),
    });
    host.before = async () => {};
    await arrives("bad");
    await until("all is confirmed", () => server.pending().length === 0);
    expect(texts(host)).toEqual(["good", "fine", "later", "bad"]);
    await until("it is well", () => host.logged().includes("discord works again"));
  });

  test("is resumed when Discord asks to reconnect (op 7)", async () => {
    const { server, until } = bench;
    server.askReconnect();
    server.dm("7", "meanwhile");
    await arrives("meanwhile");
    await until("it is resumed", () => server.handshakes().resumed === 1);
    expect(server.handshakes().identified).toBe(1);
  });

  test("is resumed when Discord says that it still can be (op 9, true)", async () => {
    const { server, until } = bench;
    server.invalidate(true);
    await until("it is resumed", () => server.handshakes().resumed === 1);
    server.dm("7", "after");
    await arrives("after");
    expect(server.handshakes().identified).toBe(1);
  });

  test("is resumed when heartbeats stay without an answer", async () => {
    const { server, until } = bench;
    server.freeze(true);
    await until("the dead connection is left", () => server.handshakes().resumed > 0);
    server.freeze(false);
    server.dm("7", "alive");
    await arrives("alive");
    expect(server.handshakes().identified).toBe(1);
  });

  test.each([4000, 4001, 4002, 4009])("is resumed after close code %i", async (code) => {
    const { server, until } = bench;
    server.close(code);
    await until("it is resumed", () => server.handshakes().resumed === 1);
    server.dm("7", "after");
    await arrives("after");
  });

  test("comes back when Discord was unreachable", async () => {
    const { server, host, adapter, until } = bench;
    server.setOffline(true);
    await until("it is seen", () => host.logged().includes("is being restored"));
    expect(await adapter.probe()).toMatchObject({ status: "degraded" });
    server.setOffline(false);
    server.dm("7", "back");
    await arrives("back");
    await until("it is well", () => host.logged().includes("discord works again"));
    expect(await adapter.probe()).toEqual({ status: "ok" });
  });

  test("that can no longer be let in says why, and is down", async () => {
    const { server, host, adapter, until } = bench;
    server.close(4004);
    await until("it is seen", () => host.logged().includes("refused the token"));
    expect(await adapter.probe()).toMatchObject({ status: "down", detail: expect.stringContaining("Reset Token") });
  });
});

describe("when a session is lost for good [R10.3]", () => {
  test("what was written meanwhile is read from the channels that are known, in order and once", async () => {
    const { server, host, until } = bench;
    const thread = server.thread();
    server.dm("7", "d1");
    server.guild("8", "g1", { mention: true });
    server.guild("8", "t1", { channelId: thread });
    await until("all arrive", () => host.messages.length === 3);
    const conversations = host.messages.map((message) => message.conversation);
    server.setOffline(true);
    server.forgetSessions();
    for (let n = 2; n <= 130; n++) server.dm("7", `d${n}`);
    server.guild("8", "g2", { mention: true });
    server.guild("9", "t2", { channelId: thread });
    server.setOffline(false);
    await until("all arrive", () => host.messages.length === 134);
    server.dm("7", "d131");
    await arrives("d131");
    const mine = host.messages.filter((message) => message.sender.id === "7").map((message) => message.text);
    expect(mine).toEqual(Array.from({ length: 131 }, (_, index) => `d${index + 1}`));
    const late = host.messages.filter((message) => ["t2", `<@${server.bot.id}> g2`].includes(message.text));
    expect(late.map((message) => message.conversation)).toEqual(expect.arrayContaining(conversations.slice(1)));
    expect(late.map((message) => message.mentionsBot).sort()).toEqual([false, true]);
    expect(server.handshakes().identified).toBe(2);
  });

  test("messages older than a day are left out", async () => {
    const { server, host, clock, until } = bench;
    server.dm("7", "first");
    await arrives("first");
    server.setOffline(true);
    server.forgetSessions();
    server.dm("7", "yesterday");
    clock.set(clock.now() + 90_000_000);
    server.dm("7", "today");
    server.setOffline(false);
    await arrives("today");
    await until("the new session stands", () => server.handshakes().identified === 2);
    expect(texts(host)).toEqual(["first", "today"]);
  });

  test("a channel that the bot lost is given up, and the others are read", async () => {
    const { server, host } = bench;
    server.dm("7", "a");
    server.dm("8", "b");
    await bench.until("both arrive", () => host.messages.length === 2);
    server.setOffline(true);
    server.forgetSessions();
    server.dm("7", "a2");
    server.dm("8", "b2");
    server.failNext({ name: "listMessages", status: 403, code: 50001, message: "Missing Access" });
    server.setOffline(false);
    await bench.until("one of them arrives", () => host.messages.length === 3);
    server.dm("7", "a3");
    server.dm("8", "b3");
    await bench.until("both go on", () => texts(host).includes("a3") && texts(host).includes("b3"));
    expect(texts(host).filter((text) => text === "a2" || text === "b2")).toHaveLength(1);
  });

  test("the next process reads on where the last one was", async () => {
    const { createMemoryCursors } = await import("../src/index.ts");
    const cursors = createMemoryCursors();
    const one = bench.second({ cursors });
    await bench.during(one.adapter.start(one.host));
    bench.server.dm("7", "heard");
    await bench.until("it arrives", () => texts(one.host).includes("heard"));
    await bench.during(one.adapter.stop());
    bench.server.forgetSessions();
    bench.server.dm("7", "missed");
    const two = bench.second({ cursors });
    await bench.during(two.adapter.start(two.host));
    await bench.until("it arrives", () => texts(two.host).includes("missed"));
    expect(texts(two.host)).toEqual(["missed"]);
  });
});
