import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { Cut } from "./faults.ts";
import type { Params } from "./methods.ts";
import { TelegramRefusal } from "./refusal.ts";

/** Answers one call with its result, or throws a {@link TelegramRefusal} or {@link Cut}. */
export type Answer = (token: string, method: string, params: Params, gone: AbortSignal) => unknown;

/** The HTTP side of the server. */
export interface BotApi {
  readonly url: string;
  disconnect(): void;
  setOffline(offline: boolean): void;
  close(): Promise<void>;
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(Buffer.concat(chunks).toString()));
    request.on("error", reject);
  });
}

async function readParams(request: IncomingMessage): Promise<Params> {
  const body = await readBody(request);
  if (body === "") return Object.fromEntries(new URL(request.url ?? "/", "http://localhost").searchParams);
  const json: unknown = JSON.parse(body);
  return typeof json === "object" && json !== null ? (json as Params) : {};
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  const path = /^\/bot([^/]+)\/([A-Za-z]+)(?:\?|$)/.exec(request.url ?? "");
  try {
    if (path === null) throw new TelegramRefusal(404, "Not Found");
    const params = await readParams(request);
    reply(response, 200, { ok: true, result: await answer(path[1] ?? "", path[2] ?? "", params, gone.signal) });
  } catch (error) {
    if (error instanceof TelegramRefusal) reply(response, error.body.error_code, error.body);
    else if (error instanceof Cut) response.destroy();
    else reply(response, 400, new TelegramRefusal(400, "Bad Request: can't parse request").body);
  }
}

/** Listens on 127.0.0.1. */
export async function startBotApi(answer: Answer, port: number): Promise<BotApi> {
  const sockets = new Set<Socket>();
  let offline = false;
  const server: Server = createServer((request, response) => void serve(request, response, answer));
  server.on("connection", (socket) => {
    if (offline) return void socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const listening = typeof address === "object" && address !== null ? address.port : port;
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${listening}`,
    disconnect,
    setOffline(wanted) {
      offline = wanted;
      if (offline) disconnect();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        disconnect();
      }),
  };
}
