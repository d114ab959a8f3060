import { type ChannelKeys, createMemoryChannelKeys } from "@moltbot/channel";
import { createRecordingHost, everythingIn, type RecordingHost } from "@moltbot/channel/testing";
import { createManualClock, type ManualClock } from "@moltbot/core/testing";
import { proto } from "@whiskeysockets/baileys";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createWhatsAppAdapter, type LinkEvent } from "../src/index.ts";
import { startWhatsAppServer, type WhatsAppContent, type WhatsAppServer } from "../src/testing.ts";
import { linkAccount, secretKey } from "./whatsapp-harness.ts";

type Adapter = ReturnType<typeof createWhatsAppAdapter>;

let clock: ManualClock;
let server: WhatsAppServer;
let keys: ChannelKeys;
let host: RecordingHost;
let events: LinkEvent[];
let adapters: Adapter[];

const make = (o: { keys?: ChannelKeys; phoneNumber?: string; secretKey?: Uint8Array } = {}): Adapter => {
  const onLink = (event: LinkEvent): void => void events.push(event);
  const adapter = createWhatsAppAdapter({ keys, secretKey, socketUrl: server.url, onLink, ...o });
  adapters.push(adapter);
  return adapter;
};

/** Lets time pass until `holds`. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let steps = 0; !holds(); steps++) {
    if (steps > 2000) throw new Error(`It never came to pass: ${what}\n${host.logged()}`);
    await clock.advance(50);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const texts = (): string[] => host.messages.map(({ text }) => text);

beforeEach(async () => {
  clock = createManualClock();
  server = await startWhatsAppServer({ clock });
  keys = createMemoryChannelKeys();
  host = createRecordingHost(clock);
  [events, adapters] = [[], []];
});

afterEach(async () => {
  await Promise.all(adapters.map((adapter) => adapter.stop()));
  await server.stop();
});

describe("linking", () => {
  test("R10.3: an unlinked account starts at once, connects to nothing and says what to do", async () => {
    const adapter = make();
    await adapter.start(host);
    expect(await adapter.probe()).toMatchObject({ status: "down", detail: expect.stringContaining("login whatsapp") });
    await expect(
      adapter.send({ channel: "whatsapp", account: "default", kind: "dm", id: "+84987654321" }, { text: "x" }),
    ).rejects.toMatchObject({ code: "unavailable" });
    expect(server.connections()).toBe(0);
  });

  test("R10.3: a code typed on the phone links", async () => {
    const adapter = make({ phoneNumber: `+${server.bot.phone}` });
    await adapter.start(host);
    const state = await adapter.login?.begin();
    const code = state?.status === "waiting" ? (state.code ?? "") : "";
    expect(code).toMatch(/^\w{4}-\w{4}$/);
    await server.enterCode(code);
    await until("the account is linked", () => adapter.login?.state().status === "linked");
    await until("it is told", () => events.length === 1);
    expect(events).toEqual([{ type: "linked", phone: `+${server.bot.phone}` }]);
    expect(host.logged()).not.toContain(code);
    await server.dm(server.person("84987654321"), "hello");
    await until("a message arrives", () => texts().includes("hello"));
  });

  test("the phone logs the device out: keys go, the status says so, and it can be linked again", async () => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const adapter = make();
    await adapter.start(host);
    server.unlink();
    await until("it is logged out", () => events.length === 1);
    expect(events[0]).toMatchObject({ type: "logged-out" });
    expect(await adapter.probe()).toMatchObject({ status: "down", detail: expect.stringContaining("Log in again") });
    expect((await keys.list("whatsapp:default", "creds")).size).toBe(0);
    const state = await adapter.login?.begin();
    if (state?.status === "waiting") await server.scan(state.qr ?? "");
    await until("it is linked again", () => adapter.login?.state().status === "linked");
  });

  test("one process speaks for an account; the next takes over when it ends", async () => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const [first, second] = [make(), make()];
    await first.start(host);
    await expect(second.start(host)).rejects.toMatchObject({ code: "unavailable", message: /stands by/ });
    await first.stop();
    await second.start(host);
    expect((await second.probe()).status).toBe("ok");
  });

  test("keys that another secret sealed are refused, and nothing is lost by trying", async () => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const other = make({ secretKey: new Uint8Array(32) });
    await other.start(host);
    expect(await other.probe()).toMatchObject({ status: "down", detail: expect.stringContaining("cannot be opened") });
    expect(other.login?.state().status).toBe("unlinked");
    await other.stop();
    await expect(make({ secretKey: new Uint8Array(3) }).start(host)).rejects.toMatchObject({ code: "invalid" });
    const adapter = make();
    await adapter.start(host);
    expect((await adapter.probe()).status).toBe("ok");
  });
});

describe("connections", () => {
  test.each([
    [503, undefined, "degraded", "503"],
    [440, "conflict", "degraded", "Two programs"],
    [403, undefined, "down", "banned"],
  ])("R10.3: the end with %s is explained", async (code, tag, status, detail) => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const adapter = make();
    await adapter.start(host);
    server.failWith({ code, ...(tag === undefined ? {} : { tag }) });
    let health = await adapter.probe();
    const look = (): boolean => {
      void adapter.probe().then((now) => {
        health = now;
      });
      return health.status === status;
    };
    await until("the status changes", look);
    expect(health.detail).toContain(detail);
    server.failWith(undefined);
    if (status === "degraded") await until("it comes back", () => look() || health.status === "ok");
  });

  test("R10.3: whatever WhatsApp refuses is said, and a quote is sent as one", async () => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const adapter = make();
    await adapter.start(host);
    const ada = server.person("84987654321");
    await server.dm(ada, "hello");
    await until("it arrives", () => host.messages.length === 1);
    const { conversation, id } = host.messages[0] ?? expect.fail("no message");
    server.refuseNext(463);
    await expect(adapter.send(conversation, { text: "x" })).rejects.toMatchObject({
      code: "denied",
      data: { status: 463 },
    });
    await adapter.send(conversation, { text: "yes?", replyTo: id });
    expect(server.sent().at(-1)).toMatchObject({ text: "yes?", quotes: id.split(":").at(-1), mentions: [] });
    const sent = await adapter.send(conversation, { text: "late" });
    await clock.advance(16 * 60_000);
    await expect(adapter.edit?.(sent, { text: "later" })).rejects.toMatchObject({ code: "denied" });
  });
});

describe("people and events", () => {
  test("R0.2: one person is one id, by number, by LID and on every device; a bare LID is another", async () => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    await make().start(host);
    const [phone, lid] = ["84987654321", "70000000000001"];
    await server.dm(server.person(phone, { lid, device: 7 }), "by number");
    await until("one", () => texts().length === 1);
    await server.dm(server.person(phone, { lid, addressing: "both" }), "by both");
    await until("two", () => texts().length === 2);
    await server.say(server.person(phone, { lid, addressing: "lid" }), "by lid, known");
    await until("three", () => texts().length === 3);
    await server.dm(server.person("84111111111", { lid: "70000000000002", addressing: "lid" }), "by lid alone");
    await until("four", () => texts().length === 4);
    const senders = host.messages.map(({ sender }) => [sender.id, sender.phone]);
    const known = [`+${phone}`, `+${phone}`];
    expect(senders).toEqual([known, known, known, ["70000000000002@lid", undefined]]);
  });

  test.each<[string, WhatsAppContent]>([
    ["a reaction", { reactionMessage: { text: "👍", key: { id: "1", remoteJid: "1@s.whatsapp.net" } } }],
    ["a vote", { pollUpdateMessage: { pollCreationMessageKey: { id: "1" } } }],
    ["a deletion", { protocolMessage: { type: proto.Message.ProtocolMessage.Type.REVOKE, key: { id: "1" } } }],
    ["forged history", { protocolMessage: { type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION } }],
  ])("%s from a stranger reaches nobody, and is confirmed", async (_, content) => {
    const fetched = vi.spyOn(globalThis, "fetch");
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    await make().start(host);
    const ada = server.person("84987654321");
    await server.dm(ada, content);
    await server.dm(ada, { imageMessage: { url: "https://mmg.whatsapp.net/x", mimetype: "image/png" } });
    await until("what follows arrives", () => host.messages.length === 1);
    expect(host.attempts.map(({ attachments }) => attachments)).toEqual([[{ kind: "image", mimeType: "image/png" }]]);
    await until("both are confirmed", () => server.unconfirmed().length === 0);
    expect(fetched).not.toHaveBeenCalled();
    expect(server.sent()).toEqual([]);
    fetched.mockRestore();
  });

  test("what was written before the account was linked, or waited for days, triggers nothing", async () => {
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    const ada = server.person("84987654321");
    await server.dm(ada, "before", { at: clock.now() - 60_000 });
    await make().start(host);
    await clock.advance(2 * 86_400_000);
    await server.dm(ada, "waited", { at: clock.now() - 86_400_001 });
    await server.dm(ada, "now");
    await until("the new one arrives", () => texts().includes("now"));
    expect(texts()).toEqual(["now"]);
  });

  test("R0.4: nothing that is secret is logged or printed", async () => {
    const printed: unknown[] = [];
    const methods = ["log", "info", "warn", "error", "debug"] as const;
    const spies = methods.map((name) => vi.spyOn(console, name).mockImplementation((...all) => void printed.push(all)));
    await linkAccount(server, clock, { keys, socketUrl: server.url });
    await make().start(host);
    const ada = server.person("84987654321");
    for (const text of ["one", "two"]) await server.dm(ada, text);
    await until("they arrive", () => host.messages.length === 2);
    for (const spy of spies) spy.mockRestore();
    expect(everythingIn(printed)).not.toMatch(/privKey|rootKey|chainKey|Buffer/);
    expect(host.logged()).not.toMatch(/[A-Za-z0-9+/]{40}/);
  });
});
