import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A local stand-in for the Telegram Bot API: enough for a bot that answers text, and nothing that costs time. */
export interface Platform {
  readonly url: string;
  /** Calls `run` for every message that the bot sends. */
  onSent(run: (chatId: string, at: number) => void): void;
  close(): Promise<void>;
}

/** Starts the platform. Every bot under test talks to the same one. */
export async function startPlatform(): Promise<Platform> {
  let listener: (chatId: string, at: number) => void = () => {};
  let nextId = 1;
  const server: Server = createServer((request, response) => {
    void read(request).then((body) => {
      const method = (request.url ?? "").split("?")[0]?.split("/").at(-1);
      const params = parse(body, request.url ?? "");
      let result: unknown = true;
      if (method === "getMe") result = { id: 42, is_bot: true, first_name: "Bench", username: "bench_bot" };
      if (method === "getWebhookInfo") result = { url: "", has_custom_certificate: false, pending_update_count: 0 };
      if (method === "sendMessage") {
        const chatId = String(params["chat_id"]);
        listener(chatId, performance.now());
        result = {
          message_id: nextId++,
          date: 1_767_225_600,
          chat: { id: Number(chatId), type: "private", first_name: "P" },
          from: { id: 42, is_bot: true, first_name: "Bench", username: "bench_bot" },
          text: String(params["text"] ?? ""),
        };
      }
      const answer = JSON.stringify({ ok: true, result });
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onSent(run) {
      listener = run;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function parse(body: string, url: string): Record<string, unknown> {
  if (body.startsWith("{")) return JSON.parse(body) as Record<string, unknown>;
  return Object.fromEntries(new URLSearchParams(body === "" ? url.split("?")[1] : body));
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
