import type { Conversation } from "@moltbot/channel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;
const to: Conversation = { channel: "telegram", account: "default", kind: "dm", id: "7" };

let moves: unknown[] = [];

beforeEach(async () => {
  bench = await openBench();
  moves = [];
  Object.assign(bench.host, { onMoved: async (move: unknown) => void moves.push(move) });
  bench.server.user(7);
  await bench.during(bench.adapter.start(bench.host));
});

afterEach(async () => {
  await bench.close();
});

const send = (text: string, more: object = {}, where = to) =>
  bench.during(bench.adapter.send(where, { text, ...more }));

describe("sending", () => {
  test("uses plain text without previews", async () => {
    await send("<b>x</b> https://evil.example");
    expect(bench.server.sent()[0]?.params).toEqual({
      chat_id: 7,
      text: "<b>x</b> https://evil.example",
      link_preview_options: { is_disabled: true },
    });
  });

  test("puts buttons under the last part, and answers with the first", async () => {
    await send("word ".repeat(1500), { replyTo: "1", actions: [[{ label: "Ok", payload: "ok" }]] });
    const [first, last] = bench.server.sent();
    expect(first?.params["reply_parameters"]).toEqual({ message_id: 1, allow_sending_without_reply: true });
    expect(first?.buttons).toEqual([]);
    expect(last?.params["reply_parameters"]).toBeUndefined();
    expect(last?.buttons).toEqual([[{ text: "Ok", data: "ok" }]]);
  });

  test("colours buttons as asked", async () => {
    await send("?", { actions: [[{ label: "Deny", payload: "d", style: "danger" }]] });
    expect(bench.server.sent()[0]?.params["reply_markup"]).toEqual({
      inline_keyboard: [[{ text: "Deny", callback_data: "d", style: "danger" }]],
    });
  });

  test("keeps the order in a chat through a flood wait, and lets other chats pass", async () => {
    bench.server.user(8);
    bench.server.failNext({ method: "sendMessage", status: 429, parameters: { retry_after: 5 } });
    const all = Promise.all([
      bench.adapter.send(to, { text: "first" }),
      bench.adapter.send(to, { text: "second" }),
      bench.adapter.send({ ...to, id: "8" }, { text: "elsewhere" }),
    ]);
    await bench.during(all);
    expect(bench.server.sent().map((call) => call.text)).toEqual(["elsewhere", "first", "second"]);
  });

  test("gives up on a flood wait that is too long, and says how long it is", async () => {
    bench.server.failNext({ method: "sendMessage", status: 429, parameters: { retry_after: 3600 } });
    await expect(send("x")).rejects.toMatchObject({ code: "unavailable", data: { retryAfterMs: 3_600_000 } });
  });

  test("tells a refusal for good from an outage", async () => {
    bench.server.block(7);
    await expect(send("x")).rejects.toMatchObject({ code: "denied", hint: expect.stringContaining("Start") });
    await expect(send("x", {}, { ...to, id: "404" })).rejects.toMatchObject({ code: "denied" });
    bench.server.user(8);
    bench.server.failNext({ method: "sendMessage", status: 502 });
    await expect(send("x", {}, { ...to, id: "8" })).rejects.toMatchObject({ code: "unavailable" });
    bench.server.failNext({ method: "sendMessage", status: 0 });
    await expect(send("x", {}, { ...to, id: "8" })).rejects.toMatchObject({ code: "unavailable" });
    await send("fine", {}, { ...to, id: "8" });
  });

  test("follows a group to its new id", async () => {
    bench.server.group(7, "hi", { chat: -2002 });
    bench.server.failNext({ method: "sendMessage", status: 400, parameters: { migrate_to_chat_id: -2002 } });
    const sent = await send("moved", {}, { ...to, kind: "group", id: "-5" });
    expect(sent.conversation.id).toBe("-2002");
    expect(moves).toEqual([{ channel: "telegram", account: "default", from: "-5", to: "-2002" }]);
  });

  test("says that a group moved where nobody follows", async () => {
    bench.server.group(7, "", { chat: -5, type: "group", extra: { text: undefined, migrate_to_chat_id: -1005 } });
    await bench.until("it is told", () => moves.length === 1);
    expect(moves).toEqual([{ channel: "telegram", account: "default", from: "-5", to: "-1005" }]);
    delete (bench.host as { onMoved?: unknown }).onMoved;
    bench.server.group(7, "", { chat: -1005, extra: { text: undefined, migrate_from_chat_id: -5 } });
    await bench.until("it is logged", () => bench.host.logged().includes("rules that name the old one"));
  });

  test("shows that the bot is at work, once, without waiting for what is sent or for a flood to end", async () => {
    const typing = () => bench.server.calls("sendChatAction").map((call) => call.params);
    await bench.during(bench.adapter.typing?.({ ...to, thread: "33" }) ?? Promise.reject(new Error("no typing")));
    expect(typing()).toEqual([{ chat_id: 7, action: "typing", message_thread_id: 33 }]);
    bench.server.failNext({ method: "sendChatAction", status: 429, parameters: { retry_after: 60 } });
    const from = bench.clock.now();
    await bench.during(bench.adapter.typing?.(to) ?? Promise.resolve());
    expect(bench.clock.now() - from).toBeLessThan(60_000);
    await bench.during(bench.adapter.typing?.({ ...to, id: "nonsense" }) ?? Promise.resolve());
    expect(typing()).toHaveLength(1);
  });

  test("breaks no link, mention, command or character when it splits, and goes on in code that it split", async () => {
    const words = ["https://example.com/a?b=c#d", "@some_body", "/approve_it", "\u{1F600}\u{1F1E9}\u{1F1EA}", "word"];
    const text = Array.from({ length: 1500 }, (_, n) => words[n % words.length]).join(" ");
    await send(text);
    const parts = bench.server.sent().map((call) => call.text ?? "");
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join(" ")).toBe(text);
    await send(`\`\`\`js\n${"let x = 1;\n".repeat(600)}\`\`\``);
    const code = bench.server.sent().slice(parts.length);
    for (const { text: each = "" } of code) expect(each).toMatch(/^```js\n[\s\S]*\n```$/);
  });

  test.each([
    [{ text: " \n" }],
    [{ text: "x", actions: [[{ label: "", payload: "p" }]] }],
    [{ text: "x", actions: [[{ label: "p", payload: "" }]] }],
    [{ text: "x", actions: [[{ label: "p", payload: "é".repeat(33) }]] }],
    [{ text: "x", replyTo: "one" }],
  ])("refuses %j before Telegram does", async (message) => {
    await expect(bench.during(bench.adapter.send(to, message))).rejects.toMatchObject({ code: "invalid" });
    expect(bench.server.count("sendMessage")).toBe(0);
  });

  test.each(["@channel", "", "1e3", "99999999999999999999", "-"])("refuses the chat id %j", async (id) => {
    await expect(send("x", {}, { ...to, id })).rejects.toMatchObject({ code: "invalid" });
  });

  test("sends what is left of text with broken characters", async () => {
    await send("a\ud83db");
    expect(bench.server.sent()[0]?.text).toBe("a\ufffdb");
  });

  test("an edit takes the place of a message of several parts", async () => {
    const sent = await send("word ".repeat(1500));
    await bench.during(bench.adapter.edit?.(sent, { text: "short" }) ?? Promise.reject(new Error("no edit")));
    expect(bench.server.calls("deleteMessage").map((call) => String(call.messageId))).toEqual(sent.ids.slice(0, -1));
    expect(bench.server.sent().at(-1)).toMatchObject({ method: "editMessageText", text: "short" });
  });

  test("writes into the topic of a forum", async () => {
    bench.server.group(7, "hi", { thread: 33 });
    await bench.until("it arrives", () => bench.host.messages.length === 1);
    const conversation = bench.host.messages[0]?.conversation ?? to;
    expect(conversation).toMatchObject({ kind: "group", thread: "33" });
    await send("here", {}, conversation);
    expect(bench.server.sent()[0]?.params["message_thread_id"]).toBe(33);
  });
});
