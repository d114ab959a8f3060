import type { ChannelAdapter, InboundAction, InboundMessage } from "@moltbot/channel";
import { silentLogger } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { person } from "./support/people.ts";
import { type Browser, cookieOf, formType, startServer, type TestServer } from "./support/server.ts";

interface Chat {
  readonly server: TestServer;
  readonly browser: Browser;
  readonly adapter: ChannelAdapter;
  readonly messages: InboundMessage[];
  readonly actions: InboundAction[];
  /** Posts like a page with scripts does: it does not wait for the bot. */
  post(fields: Record<string, string>, cookie?: string): ReturnType<TestServer["send"]>;
}

async function startChat(): Promise<Chat> {
  const server = await startServer();
  const browser = await server.signIn();
  const [messages, actions]: [InboundMessage[], InboundAction[]] = [[], []];
  const adapter = await server.web.spec.create();
  await adapter.start({
    onMessage: async (message) => void messages.push(message),
    onAction: async (action) => void actions.push(action),
    log: silentLogger,
    clock: server.clock,
  });
  const post: Chat["post"] = (fields, cookie = "") =>
    server.send("/chat", {
      method: "POST",
      headers: { ...formType, cookie: `${browser.cookie}; ${cookie}`, "x-live": "1" },
      body: new URLSearchParams({ csrf: browser.csrf, ...fields }).toString(),
    });
  return { server, browser, adapter, messages, actions, post };
}

describe("The web chat", () => {
  test("gives every persona an anonymous id of its own, and the owner always the same", async () => {
    const { browser, messages, post } = await startChat();
    expect((await browser.get("/chat")).headers.location).toBe("/chat?as=stranger");
    const cookie = cookieOf(await browser.get("/chat?as=alice"));
    expect(cookie).toMatch(/^moltbot_as_alice=[a-z0-9]{8}$/);
    await post({ as: "alice", text: "hello" }, cookie);
    await post({ as: "alice", text: "again" }, cookie);
    await post({ as: "alice", text: "somebody else's browser" });
    await post({ as: "owner", text: "/help" });
    const ids = messages.map((message) => message.sender.id);
    expect(ids[0]).toBe(`alice-${cookie.split("=")[1]}`);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).toMatch(/^alice-/);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[3]).toBe("owner");
    expect(messages[0]).toMatchObject({
      sender: { displayName: "Alice" },
      conversation: { channel: "web", kind: "dm" },
    });
  });

  test("starts over as somebody new", async () => {
    const { server, browser } = await startChat();
    const cookie = cookieOf(await browser.get("/chat?as=stranger"));
    const body = new URLSearchParams({ csrf: browser.csrf, as: "stranger" }).toString();
    const headers = { ...formType, cookie: `${browser.cookie}; ${cookie}` };
    const reply = await server.send("/chat/anew", { method: "POST", headers, body });
    expect(reply.headers.location).toBe("/chat?as=stranger");
    expect(cookieOf(reply)).not.toBe(cookie);
  });

  test("shows both sides, and presses the buttons that the bot offers", async () => {
    const { server, browser, adapter, actions, post } = await startChat();
    const conversation = { channel: "web", account: "default", kind: "dm", id: "owner" } as const;
    await adapter.send(conversation, {
      text: "A request\n<b>not bold</b>\u202e",
      actions: [[{ label: "Approve <now>", payload: "m1:approve:x", style: "primary" }]],
    });
    const { text } = await browser.get("/chat?as=owner");
    expect(text).toContain("A request\n&lt;b&gt;not bold&lt;/b&gt;</p>");
    expect(text).toContain('value="m1:approve:x">Approve &lt;now&gt;</button>');
    const message = server.app.chat.lines("owner")[0]?.id ?? "";
    await post({ as: "owner", press: "m1:approve:x", message });
    expect(actions).toMatchObject([{ payload: "m1:approve:x", messageId: message, by: { id: "owner" } }]);
  });

  test("shows a newcomer what is done and what comes next", async () => {
    const { server, browser, post } = await startChat();
    const cookie = cookieOf(await browser.get("/chat?as=stranger"));
    const who = person(`stranger-${cookie.split("=")[1]}`, "web");
    const steps = async () => {
      const { text } = await server.send("/chat?as=stranger", { headers: { cookie: `${browser.cookie}; ${cookie}` } });
      const marks = [...text.matchAll(/<li class="(done)?"( aria-current="step")?>/g)];
      return marks.map((match) => (match[1] ? "✓" : match[2] ? ">" : "·")).join("") || text;
    };
    expect(await steps()).toBe(">···");
    await post({ as: "stranger", text: "hello" }, cookie);
    expect(await steps()).toBe("✓>··");
    const outcome = await server.app.pairing.request(who, { displayName: "Stranger" });
    expect(await steps()).toBe("✓✓>·");
    const id = outcome.status === "filed" ? outcome.approval.id : "";
    await server.app.pairing.approve(id, { kind: "operator", via: "dashboard" });
    expect(await steps()).toBe("✓✓✓>");
    await server.clock.advance(1000);
    await post({ as: "stranger", text: "hi" }, cookie);
    expect(await steps()).toBe("✓✓✓✓");
    await server.app.pairing.block(who, { kind: "operator", via: "dashboard" });
    expect(await steps()).toContain("You are blocked.");
  });

  test("waits for the bot before a page without scripts shows itself, but not for long", async () => {
    const { server, browser, adapter } = await startChat();
    const slow = browser.post("/chat", { as: "owner", text: "anybody there?" });
    let done = false;
    void slow.then(() => {
      done = true;
    });
    while (server.app.chat.lines("owner").length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    await adapter.send({ channel: "web", account: "default", kind: "dm", id: "owner" }, { text: "yes" });
    expect((await slow).status).toBe(303);
    const silent = browser.post("/chat", { as: "owner", text: "and now?" });
    while (server.app.chat.lines("owner").length < 3) await new Promise((resolve) => setImmediate(resolve));
    await server.clock.advance(1500);
    expect((await silent).status).toBe(303);
  });

  test("takes no persona, text or button that it should not", async () => {
    const { browser, messages, actions, post } = await startChat();
    for (const as of ["", "Owner", "owner ", "a b", "__proto__", "x".repeat(17), "<script>"]) {
      expect((await post({ as, text: "hi" })).headers.location).toBe("/chat");
      expect((await browser.get(`/chat?as=${encodeURIComponent(as)}`)).headers.location).toBe("/chat?as=stranger");
    }
    await post({ as: "owner", text: "   " });
    expect([messages, actions]).toEqual([[], []]);
    await post({ as: "owner", text: "x".repeat(9000) });
    expect(messages[0]?.text).toHaveLength(4000);
  });
});
