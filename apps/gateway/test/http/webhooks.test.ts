import { connect } from "node:net";
import type { WebhookEndpoint, WebhookRequest } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

const secret = "right-secret";
const path = "/webhooks/telegram/default";

async function serverWith(o: Partial<WebhookEndpoint> = {}): Promise<{ server: TestServer; got: WebhookRequest[] }> {
  const server = await startServer();
  const got: WebhookRequest[] = [];
  server.webhooks.set("telegram/default", {
    authorize: (headers) => headers["x-secret"] === secret,
    maxBytes: 1000,
    handle: async (request) => {
      got.push(request);
      return { status: 200, body: "taken" };
    },
    ...o,
  });
  return { server, got };
}

const post = (server: TestServer, body: string, headers: Record<string, string> = { "x-secret": secret }, to = path) =>
  server.send(to, { method: "POST", headers, body });

describe("A webhook", () => {
  test("takes what its platform sends, byte for byte, under any host name", async () => {
    const { server, got } = await serverWith();
    const body = '{"text":"olá \\u0000"}';
    const reply = await post(server, body, { "x-secret": secret, host: "tunnel.example" }, `${path}?x=1`);
    expect(reply).toMatchObject({ status: 200, text: "taken" });
    expect(Buffer.from(got[0]?.body ?? []).toString()).toBe(body);
    expect(got[0]?.headers["x-secret"]).toBe(secret);
    expect((await post(server, "")).status).toBe(200);
  });

  test("is found by its whole path only", async () => {
    const { server, got } = await serverWith();
    const paths = [
      "/webhooks/",
      "/webhooks/telegram",
      "/webhooks/telegram/",
      "/webhooks/telegram/other",
      "/webhooks/telegram/default/",
      "/webhooks/telegram/defaul%74",
      "/webhooks//telegram/default",
      "/webhooks/__proto__/constructor",
    ];
    for (const each of paths) expect((await post(server, "{}", { "x-secret": secret }, each)).status, each).toBe(404);
    expect((await server.send(path, { headers: { "x-secret": secret } })).status).toBe(405);
    expect(got).toEqual([]);
  });

  test("refuses a wrong secret before it reads the body, and limits guesses without silencing the platform", async () => {
    const { server, got } = await serverWith();
    for (let i = 0; i < 20; i++) expect((await post(server, "{}", { "x-secret": `guess${i}` })).status).toBe(401);
    const limited = await post(server, "{}", {});
    expect(limited.status).toBe(429);
    expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
    expect(got).toEqual([]);
    expect((await post(server, "{}")).status).toBe(200);
  });

  test("takes no more than its cap, announced or not", async () => {
    const { server, got } = await serverWith();
    expect((await post(server, "x".repeat(1000))).status).toBe(200);
    expect((await post(server, "x".repeat(1001))).status).toBe(413);
    const chunked = { "x-secret": secret, "transfer-encoding": "chunked" };
    expect((await post(server, "x".repeat(1001), chunked)).status).toBe(413);
    expect(got).toHaveLength(1);
  });

  test("answers 10 MB without a secret at once and cuts the rest off", async () => {
    const { server } = await serverWith();
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    const answer = new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
    const cut = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    socket.write(Buffer.alloc(9_000_000));
    await cut;
  });

  test("tells the platform to come back when a message could not be kept", async () => {
    const { server } = await serverWith({
      handle: () => Promise.reject(new MoltbotError("unavailable", "Postgres is out of reach")),
    });
    expect((await post(server, "{}")).status).toBe(503);
    const broken = await serverWith({ handle: () => Promise.reject(new TypeError("bug")) });
    const reply = await post(broken.server, "{}");
    expect(reply).toMatchObject({ status: 500, text: "" });
  });
});
