import { request } from "node:http";
import { createRecordingHost } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTelegramAdapter } from "../src/index.ts";
import { startTelegramServer, type TelegramServer } from "../src/testing.ts";
import { type Front, secret, startFront } from "./webhook-harness.ts";

let server: TelegramServer;
let front: Front;
const clock = createManualClock();
const host = createRecordingHost(clock);

const adapterWith = (webhook: { secret: string; url?: string; maxBytes?: number }) =>
  createTelegramAdapter({ token: server.token, apiRoot: server.url, webhook });

beforeEach(async () => {
  server = await startTelegramServer({ clock });
  front = await startFront();
  front.adapter = adapterWith({ secret, url: front.url, maxBytes: 100_000 });
  await front.adapter.start(host);
});

afterEach(async () => {
  await front.adapter?.stop();
  await Promise.all([server.stop(), front.close()]);
});

const update = (id: number, text = "hi") => ({
  update_id: id,
  message: { message_id: id, date: 1, chat: { id: 5, type: "private" }, from: { id: 5, is_bot: false }, text },
});

describe("the webhook", () => {
  test("is registered with its secret and only the updates that are read", () => {
    expect(server.webhook()).toEqual({ url: front.url, secret });
    expect(server.calls("setWebhook")[0]?.params).toMatchObject({
      secret_token: secret,
      max_connections: 40,
      allowed_updates: ["message", "edited_message", "channel_post", "edited_channel_post", "callback_query"],
    });
  });

  test.each([null, "", "wrong", `${secret}x`, secret.slice(1), secret.toUpperCase()])(
    "refuses the secret %j",
    async (given) => {
      const before = host.attempts.length;
      expect(await server.postWebhook(update(1), { secret: given })).toBe(401);
      expect(host.attempts.length).toBe(before);
    },
  );

  test("refuses an unsigned body of 10 MB without reading it", async () => {
    const status = await new Promise((resolve) => {
      const sending = request(front.url, { method: "POST", headers: { "content-length": 10_000_000 } }, (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on("error", () => {});
      // Only a first byte is ever sent: the answer cannot have waited for the rest.
      sending.write("{");
    });
    expect(status).toBe(401);
  });

  test("refuses a signed body above its limit", async () => {
    expect(await server.postWebhook(update(1, "x".repeat(10_000_000))).catch(() => 413)).toBe(413);
    const endpoint = front.adapter?.webhook;
    const headers = { "x-telegram-bot-api-secret-token": secret };
    expect(await endpoint?.handle({ headers, body: new Uint8Array(100_001) })).toEqual({ status: 413 });
  });

  test("checks the secret again where the body is handled", async () => {
    const body = Buffer.from(JSON.stringify(update(1)));
    expect(await front.adapter?.webhook?.handle({ headers: {}, body })).toEqual({ status: 401 });
  });

  test.each(["", "null", "[]", "nonsense", '{"update_id":'])("answers 400 to the body %j", async (body) => {
    expect(await server.postWebhook(body)).toBe(400);
  });

  test("answers 200 to an update that it cannot read, so that it does not come again", async () => {
    expect(await server.postWebhook({ update_id: 9, message: 1 })).toBe(200);
    expect(await server.postWebhook({ no: "id" })).toBe(200);
    expect(await server.postWebhook({ update_id: 10, telepathy: {} })).toBe(200);
  });

  test("answers 503 while the host cannot store, and 200 once it can", async () => {
    host.before = async () => {
      throw new Error("disk full");
    };
    expect(await server.postWebhook(update(20))).toBe(503);
    host.before = async () => {};
    expect(await server.postWebhook(update(20))).toBe(200);
    expect(host.messages.filter((message) => message.id === "5:20")).toHaveLength(1);
  });

  test("answers 503 before start and after stop", async () => {
    const adapter = adapterWith({ secret });
    const headers = { "x-telegram-bot-api-secret-token": secret };
    const body = Buffer.from(JSON.stringify(update(30)));
    expect(await adapter.webhook?.handle({ headers, body })).toEqual({ status: 503 });
    await front.adapter?.stop();
    expect(await front.adapter?.webhook?.handle({ headers, body })).toEqual({ status: 503 });
  });

  test("gives a message the same id as long polling does", async () => {
    await server.postWebhook(update(40));
    await front.adapter?.stop();
    const polling = createTelegramAdapter({ token: server.token, apiRoot: server.url });
    const other = createRecordingHost(clock);
    await polling.start(other);
    server.again(update(40));
    await server.drained();
    expect(other.messages.map((message) => message.id)).toEqual(["5:40"]);
    expect(host.messages.map((message) => message.id)).toContain("5:40");
    await polling.stop();
  });

  test.each(["", "with space", "x".repeat(257), "ключ"])("never opens with the unusable secret %j", async (bad) => {
    const adapter = adapterWith({ secret: bad });
    expect(adapter.webhook?.authorize({ "x-telegram-bot-api-secret-token": bad })).toBe(false);
    await expect(adapter.start(host)).rejects.toMatchObject({ code: "invalid" });
    await adapter.stop();
  });

  test("says in its health what Telegram could not deliver", async () => {
    expect(await front.adapter?.probe()).toEqual({ status: "ok" });
    host.before = async () => {
      throw new Error("disk full");
    };
    server.dm(5, "stuck");
    await expect.poll(async () => (await front.adapter?.probe())?.detail).toContain("cannot deliver 1 updates");
    host.before = async () => {};
  });
});
