import type { Conversation } from "@moltbot/channel";
import { everythingIn } from "@moltbot/channel/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";

let bench: Bench;
const to: Conversation = { channel: "discord", account: "default", kind: "dm", id: "7" };

beforeEach(async () => {
  bench = await openBench();
  bench.server.user("7");
  await bench.during(bench.adapter.start(bench.host));
});

afterEach(() => bench.close());

const send = (text: string, more: object = {}, where = to) =>
  bench.during(bench.adapter.send(where, { text, ...more }));

describe("sending", () => {
  test("pings nobody, shows no previews, and opens the conversation once", async () => {
    await send("@everyone <@7> https://evil.example");
    await send("again");
    expect(bench.server.sent()[0]?.body).toMatchObject({ allowed_mentions: { parse: [] }, flags: 4 });
    expect(bench.server.sent()[0]?.text).toBe("@everyone <@7> https://evil.example");
    expect(bench.server.count("openDirect")).toBe(1);
  });

  test("puts buttons under the last part, and answers with the first", async () => {
    bench.server.guild("7", "question");
    await bench.until("it arrives", () => bench.host.messages.length === 1);
    const { id, conversation } = bench.host.messages[0] ?? { id: "", conversation: to };
    await send("word ".repeat(700), { replyTo: id, actions: [[{ label: "Ok", payload: "ok" }]] }, conversation);
    const [first, last] = bench.server.sent();
    expect(first?.body["message_reference"]).toEqual({ message_id: id, fail_if_not_exists: false });
    expect(first?.buttons).toEqual([]);
    expect(last?.body["message_reference"]).toBeUndefined();
    expect(last?.buttons).toEqual([[{ label: "Ok", customId: "ok" }]]);
  });

  test("keeps blocks of code closed in every part, and no part too long with its escapes", async () => {
    await send(`before\n\n\`\`\`js\n${"let a_b = *x*;\n".repeat(300)}\`\`\`\nafter`);
    const shown = bench.server.sent().map((call) => call.text ?? "");
    expect(shown.length).toBeGreaterThan(2);
    for (const part of shown) expect((part.match(/```/g) ?? []).length % 2).toBe(0);
    for (const call of bench.server.sent()) expect(String(call.body["content"]).length).toBeLessThanOrEqual(2000);
  });

  test("goes on in the next row after five buttons, and shortens labels that are too long", async () => {
    const row = Array.from({ length: 7 }, (_, n) => ({ label: `B${n}${"x".repeat(90)}`, payload: `p${n}` }));
    await send("?", { actions: [row] });
    const sizes = bench.server.sent()[0]?.buttons.map((buttons) => buttons.length);
    expect(sizes).toEqual([5, 2]);
  });

  test("makes one message of a request that is repeated because its answer was lost", async () => {
    bench.server.failNext({ name: "createMessage", status: 502, after: true });
    const { ids } = await send("once");
    expect(bench.server.count("createMessage")).toBe(2);
    expect(
      new Set(
        bench.server
          .sent()
          .map((call) => call.messageId)
          .filter(Boolean),
      ),
    ).toEqual(new Set(ids));
  });

  test("repeats what failed on Discord's side, and rejects unavailable when it keeps failing", async () => {
    bench.server.failNext({ name: "createMessage", status: 500, times: 2 });
    await send("third time");
    bench.server.failNext({ name: "createMessage", status: 503, times: 9 });
    await expect(send("never")).rejects.toMatchObject({ code: "unavailable" });
  });

  test.each(["user", "global"] as const)("sits out a limit of scope %s", async (scope) => {
    bench.server.limit(0.3, { scope });
    const from = bench.clock.now();
    await send("patience");
    expect(bench.clock.now() - from).toBeGreaterThanOrEqual(300);
    expect(bench.server.sent().map((call) => call.text)).toEqual(["patience"]);
  });

  test("keeps the order in a channel through a limit", async () => {
    bench.server.limit(1, { scope: "shared" });
    await bench.during(Promise.all(["1", "2", "3"].map((text) => bench.adapter.send(to, { text }))));
    expect(bench.server.sent().map((call) => call.text)).toEqual(["1", "2", "3"]);
  });

  test("gives up on a limit that is too long, and says how long it is", async () => {
    bench.server.limit(3600, { scope: "shared" });
    await expect(send("x")).rejects.toMatchObject({ code: "unavailable", data: { retryAfterMs: expect.any(Number) } });
  });

  test("explains a person who takes no messages, a channel that is gone and a lost permission", async () => {
    bench.server.closeDirect("7");
    const closed = await send("x").catch((error: unknown) => error);
    expect(closed).toMatchObject({ code: "denied", hint: expect.stringContaining("blocked it") });
    const room = { ...to, kind: "group" as const, id: "999" };
    await expect(send("x", {}, room)).rejects.toMatchObject({ code: "denied", data: { discordCode: 10003 } });
    bench.server.failNext({ name: "createMessage", status: 403, code: 50013, message: "Missing Permissions" });
    const here = { ...room, id: bench.server.channelId };
    await expect(send("x", {}, here)).rejects.toMatchObject({ hint: expect.stringContaining("Send Messages") });
    expect(everythingIn(closed)).not.toContain(bench.server.token);
  });

  test.each([
    [{ text: " \n" }],
    [{ text: "x", actions: [[{ label: "", payload: "p" }]] }],
    [{ text: "x", actions: [[{ label: "p", payload: "" }]] }],
    [{ text: "x", actions: [[{ label: "p", payload: "é".repeat(51) }]] }],
    [{ text: "x", actions: [[{ label: "p", payload: "same" }], [{ label: "q", payload: "same" }]] }],
    [{ text: "x", actions: Array.from({ length: 6 }, (_, n) => [{ label: "p", payload: `${n}` }]) }],
    [{ text: "x", replyTo: "one" }],
  ])("refuses %j before Discord does", async (message) => {
    await expect(bench.during(bench.adapter.send(to, message))).rejects.toMatchObject({ code: "invalid" });
    expect(bench.server.count("createMessage")).toBe(0);
  });

  test.each(["@ada", "", "1e3", "999999999999999999999", "../7", "0"])("refuses the id %j", async (id) => {
    await expect(send("x", {}, { ...to, id })).rejects.toMatchObject({ code: "invalid" });
    await expect(send("x", {}, { ...to, kind: "group", id })).rejects.toMatchObject({ code: "invalid" });
  });

  test("an edit takes the place of a message of several parts, and the same again is no error", async () => {
    const sent = await send("word ".repeat(700), { actions: [[{ label: "Ok", payload: "ok" }]] });
    const edit = () =>
      bench.during(bench.adapter.edit?.(sent, { text: "short_" }) ?? Promise.reject(new Error("no edit")));
    await edit();
    await edit();
    const gone = bench.server.calls("deleteMessage").map((call) => call.messageId);
    expect(gone).toEqual(sent.ids.slice(0, -1));
    expect(bench.server.sent().at(-1)).toMatchObject({ name: "editMessage", text: "short_", buttons: [] });
  });

  test("writes into a thread", async () => {
    const thread = bench.server.thread();
    await send("here", {}, { ...to, kind: "group", id: bench.server.channelId, thread });
    expect(bench.server.sent()[0]?.channelId).toBe(thread);
  });
});
