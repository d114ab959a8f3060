import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, openBench, texts } from "./bench.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.during(bench.adapter.start(bench.host));
});

afterEach(() => bench.close());

const answers = () => bench.server.calls("answerInteraction");

describe("slash commands", () => {
  test("are registered, those that are there already are not written again, and others stay [R3.4]", async () => {
    const { server, until } = bench;
    await until("they are registered", () => server.calls("createCommand").length === 5);
    const names = server.calls("createCommand").map((call) => call.body["name"]);
    expect(names).toEqual(["pair", "approve", "deny", "block", "whoami"]);
    await bench.during(bench.adapter.stop());
    const next = bench.second();
    await bench.during(next.adapter.start(next.host));
    await until("the next one looked", () => server.calls("listCommands").length === 2);
    expect(server.calls("createCommand")).toHaveLength(5);
  });

  test("that cannot be registered cost the menu only", async () => {
    await bench.until("the first is done", () => bench.server.calls("createCommand").length === 5);
    bench.server.failNext({ name: "listCommands", status: 403, code: 50001, message: "Missing Access" });
    const next = bench.second();
    await bench.during(next.adapter.start(next.host));
    await bench.until("it is said", () => next.host.logged().includes("slash commands not registered"));
    expect(await next.adapter.probe()).toEqual({ status: "ok" });
  });

  test("reach the host as text commands, and their placeholder is seen by nobody else and taken away", async () => {
    const { server, host, until } = bench;
    server.slash("7", "approve", { request: "exec_1", scope: "once" });
    await until("the placeholder is gone", () => server.calls("deleteAnswer").length === 1);
    expect(host.messages[0]).toMatchObject({
      text: "/approve exec_1 once",
      command: { name: "approve", args: "exec_1 once" },
      conversation: { kind: "dm", id: "7" },
      sender: { id: "7" },
    });
    expect(answers()[0]?.body).toEqual({ type: 5, data: { flags: 64 } });
  });

  test("in a thread stand in the conversation of its channel", async () => {
    const { server, host, until } = bench;
    server.slash("7", "whoami", {}, { channelId: server.thread({ hidden: true }) });
    await until("it arrives", () => host.messages.length === 1);
    expect(host.messages[0]?.conversation).toMatchObject({
      kind: "group",
      id: server.channelId,
      thread: expect.any(String),
    });
    expect(server.count("getChannel")).toBe(0);
  });

  test("are answered within three seconds also when they cannot be stored yet, and stored later", async () => {
    const { server, host, until, clock } = bench;
    host.before = async () => {
      throw new Error("disk full");
    };
    const from = clock.now();
    server.slash("7", "pair");
    await until("it is answered", () => answers().length === 1);
    expect(clock.now() - from).toBeLessThan(3000);
    expect(server.calls("deleteAnswer")).toHaveLength(0);
    host.before = async () => {};
    await until("it is stored", () => texts(host).includes("/pair"));
    await until("the placeholder is gone", () => server.calls("deleteAnswer").length === 1);
    expect(answers()).toHaveLength(1);
  });
});

describe("buttons", () => {
  test("are bound to whoever presses, and answered once the press is durable", async () => {
    const { server, host, adapter, until } = bench;
    server.user("7");
    const to = { channel: "discord", account: "default", kind: "group", id: server.channelId } as const;
    const sent = await bench.during(adapter.send(to, { text: "?", actions: [[{ label: "Yes", payload: "y" }]] }));
    let tries = 0;
    host.beforeAction = async () => {
      expect(answers()).toHaveLength(0);
      if (++tries < 2) throw new Error("disk full");
    };
    server.press("666", { channelId: server.channelId });
    await until("it is answered", () => answers().length === 1);
    expect(answers()[0]?.body).toEqual({ type: 6 });
    expect(host.actions).toMatchObject([{ payload: "y", by: { id: "666" }, conversation: to, messageId: sent.ids[0] }]);
  });

  test("answered by another replica first are no trouble", async () => {
    const { server, host, until } = bench;
    const other = bench.second();
    await bench.during(other.adapter.start(other.host));
    server.slash("7", "pair");
    await until("both heard it", () => host.messages.length === 1 && other.host.messages.length === 1);
    await until("both answered", () => server.count("answerInteraction") === 2);
    expect(host.messages[0]?.id).toBe(other.host.messages[0]?.id);
    expect(await bench.adapter.probe()).toEqual({ status: "ok" });
  });
});

describe("places [R5.1]", () => {
  test("a thread that was not announced is looked up once", async () => {
    const { server, host, until } = bench;
    const channelId = server.thread({ hidden: true });
    server.guild("7", "one", { channelId });
    server.guild("7", "two", { channelId });
    await until("both arrive", () => host.messages.length === 2);
    expect(host.messages[1]?.conversation).toMatchObject({ kind: "group", id: server.channelId, thread: channelId });
    expect(server.count("getChannel")).toBe(1);
  });

  test("an announced thread is known", async () => {
    const { server, host, until } = bench;
    const channelId = server.thread();
    server.guild("7", `<@&${server.botRoleId}> hello`, { channelId });
    await until("it arrives", () => host.messages.length === 1);
    expect(host.messages[0]).toMatchObject({
      mentionsBot: true,
      conversation: { id: server.channelId, thread: channelId },
    });
    expect(server.count("getChannel")).toBe(0);
  });

  test("a channel that Discord does not show is left out, and a group of people without a server too", async () => {
    const { server, host, until } = bench;
    const message = server.dm("7", "known").d;
    server.dispatch("MESSAGE_CREATE", { ...message, id: "11", guild_id: "12", channel_id: "13", content: "hidden" });
    server.dispatch("MESSAGE_CREATE", {
      ...message,
      id: "14",
      channel_id: "15",
      channel_type: 3,
      content: "group of friends",
    });
    await until("both are left out", () => host.logged().split("unknown place").length === 3);
    expect(texts(host)).toEqual(["known"]);
    expect(host.logged()).not.toContain("group of friends");
  });
});

describe("nothing but messages and presses", () => {
  const event = { user_id: "7", channel_id: "5", message_id: "6", guild_id: "4", emoji: { name: "x" } };

  test.each([
    "MESSAGE_REACTION_ADD",
    "MESSAGE_DELETE",
    "TYPING_START",
    "GUILD_MEMBER_ADD",
    "GUILD_MEMBER_REMOVE",
    "MESSAGE_POLL_VOTE_ADD",
    "VOICE_STATE_UPDATE",
    "CHANNEL_PINS_UPDATE",
    "PRESENCE_UPDATE",
    "TELEPATHY",
  ])("%s causes nothing: no call, no message", async (kind) => {
    const { server, host, until } = bench;
    await until("commands are registered", () => server.calls("createCommand").length === 5);
    const before = server.calls().length;
    server.dispatch(kind, event);
    server.dm("7", "next");
    await until("the next message arrives", () => texts(host).includes("next"));
    expect(host.attempts).toHaveLength(1);
    expect(server.calls()).toHaveLength(before);
  });

  test("attachments, stickers, polls and forwards of a stranger are listed, and nothing is fetched", async () => {
    const { server, host, until } = bench;
    await until("commands are registered", () => server.calls("createCommand").length === 5);
    const before = server.calls().length;
    const url = `${server.url}/channels/1`;
    server.dm("7", "", { extra: { attachments: [{ id: "1", filename: "a.bin", size: 50_000_000, url }] } });
    server.dm("7", "", { extra: { sticker_items: [{ id: "2", name: "s" }] } });
    server.dm("7", "", { extra: { poll: { question: { text: "?" } } } });
    server.dm("7", "", { extra: { type: 7 } });
    await until("all arrive", () => host.messages.length === 3);
    expect(server.calls()).toHaveLength(before);
  });
});
