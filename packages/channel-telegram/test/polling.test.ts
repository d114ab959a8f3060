import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
});

afterEach(async () => {
  await bench.close();
});

const texts = (of: Bench["host"]): string[] => of.messages.map((message) => message.text);

describe("long polling", () => {
  test("confirms a batch only up to the first update that is not durable", async () => {
    const { server, host, adapter, until } = bench;
    host.before = async (message) => {
      if (message.text === "bad") throw new Error("disk full");
    };
    const updates = ["1", "2", "bad", "4"].map((text, index) => server.dm(100 + index, text));
    await bench.during(adapter.start(host));
    await until("the failed one is tried again", () => host.attempts.filter((m) => m.text === "bad").length > 1);
    expect(server.pending()).toEqual(updates.slice(2));
    expect(texts(host)).toEqual(["1", "2", "4"]);
    expect(host.attempts.filter((message) => message.text === "4")).toHaveLength(1);
    expect(await adapter.probe()).toMatchObject({ status: "degraded", detail: expect.stringContaining("stored") });
    host.before = async () => {};
    await until("all is confirmed", () => server.pending().length === 0);
    expect(texts(host)).toEqual(["1", "2", "4", "bad"]);
    expect(await adapter.probe()).toEqual({ status: "ok" });
  });

  test("hands a batch over at the same time across chats", async () => {
    const { server, host, adapter, until } = bench;
    let open = 0;
    let most = 0;
    host.before = async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((resolve) => void bench.clock.after(200, resolve));
      open--;
    };
    for (let n = 0; n < 100; n++) server.dm(100 + (n % 50), String(n));
    await bench.during(adapter.start(host));
    await until("all arrive", () => host.messages.length === 100);
    expect(most).toBe(50);
    await until("all is confirmed", () => server.pending().length === 0);
  });

  test("leaves to the next process what was not durable when this one died", async () => {
    const { server, host, adapter, until } = bench;
    let release = (): void => {};
    host.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    server.dm(1, "in flight");
    await bench.during(adapter.start(host));
    await until("the message is in flight", () => host.attempts.length === 1);
    expect(server.pending()).toHaveLength(1);
    const next = bench.second();
    await bench.during(next.adapter.start(next.host));
    await until("the next process has it", () => next.host.messages.length === 1);
    expect(next.host.messages[0]?.id).toBe(host.attempts[0]?.id);
    release();
  });

  test("answers a press only after it is durable", async () => {
    const { server, host, adapter, until } = bench;
    server.user(1);
    await bench.during(adapter.start(host));
    const to = { channel: "telegram", account: "default", kind: "dm", id: "1" } as const;
    await bench.during(adapter.send(to, { text: "Well?", actions: [[{ label: "Yes", payload: "y" }]] }));
    let tries = 0;
    host.beforeAction = async () => {
      expect(server.count("answerCallbackQuery")).toBe(0);
      if (++tries < 3) throw new Error("disk full");
    };
    server.press(1);
    await until("it is answered", () => server.count("answerCallbackQuery") === 1);
    expect(tries).toBe(3);
    expect(host.actions).toHaveLength(1);
  });

  test("waits for what is in flight when it stops, and confirms it", async () => {
    const { server, host, adapter, until, clock } = bench;
    host.before = () => new Promise<void>((resolve) => void clock.after(1000, resolve));
    server.dm(1, "slow");
    await bench.during(adapter.start(host));
    await until("the message is in flight", () => host.attempts.length === 1);
    await bench.during(adapter.stop());
    expect(texts(host)).toEqual(["slow"]);
    expect(server.pending()).toEqual([]);
  });

  test("skips unknown and malformed updates, says so without their content, and confirms them", async () => {
    const { server, host, adapter, until } = bench;
    server.unknownUpdate();
    server.unknownUpdate({ message: "no object" });
    const strange = server.unknownUpdate({ message: { chat: { id: 1, type: "cave" }, text: "private words" } });
    server.dm(1, "fine");
    await bench.during(adapter.start(host));
    await until("all is confirmed", () => server.pending().length === 0);
    expect(texts(host)).toEqual(["fine"]);
    expect(host.logged()).toContain(String(strange.update_id));
    expect(host.logged()).not.toContain("private words");
    expect(host.logged()).toContain("telepathy");
  });

  test("lets a second process stand by, and says what is wrong", async () => {
    const { server, host, adapter, until } = bench;
    const next = bench.second();
    await bench.during(adapter.start(host));
    await bench.during(next.adapter.start(next.host));
    const seen: string[] = [];
    await until("one of them stands by", () => {
      void Promise.all([adapter.probe(), next.adapter.probe()]).then((healths) => {
        for (const { status, detail } of healths) if (status === "degraded") seen.push(detail ?? "");
      });
      return seen.length > 0;
    });
    expect(seen[0]).toMatch(/Another process receives the updates of this bot\..*one gateway per bot token/);
    await bench.during(adapter.stop());
    server.dm(1, "who hears me?");
    await until("the other takes over", () => next.host.messages.length === 1);
    await until("it is well", () => server.pending().length === 0);
  });

  test("comes back when Telegram was unreachable", async () => {
    const { server, host, adapter, until } = bench;
    await bench.during(adapter.start(host));
    server.setOffline(true);
    let detail = "";
    await until("it is seen", () => {
      void adapter.probe().then((health) => {
        detail = health.detail ?? "";
      });
      return detail !== "";
    });
    expect(detail).toContain("could not be reached at 127.0.0.1");
    server.setOffline(false);
    server.dm(1, "back");
    await until("messages come again", () => host.messages.length === 1);
    await until("it is well", () => server.pending().length === 0);
    expect(await adapter.probe()).toEqual({ status: "ok" });
    expect(host.logged()).toContain("telegram works again");
  });

  test("survives numbers that Telegram restarted below the last offset", async () => {
    const { server, host, adapter, until } = bench;
    const first = server.dm(1, "before");
    await bench.during(adapter.start(host));
    await until("it is confirmed", () => server.pending().length === 0);
    await until("the next fetch waits", () => server.count("getUpdates") > 2);
    const message = { ...(first["message"] as object), message_id: 99, text: "after" };
    server.again({ update_id: 7, message });
    await until("it arrives", () => host.messages.length === 2);
    await until("it is confirmed", () => server.pending().length === 0);
    expect(texts(host)).toEqual(["before", "after"]);
  });

  test("removes a webhook that was set before, and loses nothing that waited for it", async () => {
    const { server, host, adapter, until } = bench;
    await fetch(`${server.url}/bot${server.token}/setWebhook`, {
      method: "POST",
      body: JSON.stringify({ url: "http://127.0.0.1:9/none" }),
    });
    server.dm(1, "waiting");
    await bench.during(adapter.start(host));
    await until("it arrives", () => host.messages.length === 1);
    expect(server.webhook()).toBeUndefined();
  });

  test("carries a message of 10 MB", async () => {
    const { server, host, adapter, until } = bench;
    server.dm(1, "x".repeat(10_000_000));
    await bench.during(adapter.start(host));
    await until("it arrives", () => host.messages.length === 1);
    expect(host.messages[0]?.text.length).toBe(10_000_000);
  });
});
