import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { fields } from "../read.ts";
import { Cut, DiscordRefusal } from "./refusal.ts";
import type { Wire } from "./state.ts";

/** One request, read. */
export interface Request {
  readonly method: string;
  /** Without `/api/v10`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: Wire;
}

/** Answers a request with its result (`undefined`: 204), or throws a {@link DiscordRefusal} or {@link Cut}. */
export type Answer = (request: Request) => unknown;

/** The server that carries REST and gateway. */
export interface Front {
  readonly port: number;
  disconnect(): void;
  setOffline(offline: boolean): void;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<Wire> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : (fields(JSON.parse(text)) ?? {});
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return;
  const type = body === undefined ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...type, ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = /^\/api\/v10(\/.*)$/.exec(decodeURIComponent(url.pathname))?.[1];
    if (path === undefined) throw new DiscordRefusal(404, 0, "404: Not Found");
    const { method = "GET" } = request;
    const { authorization } = request.headers;
    const body = await readBody(request);
    const result = answer({ method, path, query: url.searchParams, authorization, body });
    reply(response, result === undefined ? 204 : 200, result, {});
  } catch (error) {
    if (error instanceof DiscordRefusal) reply(response, error.status, error.body, error.headers);
    else if (error instanceof Cut) response.destroy();
    else reply(response, 400, new DiscordRefusal(400, 50109, "The request body contains invalid JSON.").body, {});
  }
}

/** Listens on 127.0.0.1. */
export async function startFront(
  answer: Answer,
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
  port: number,
): Promise<Front> {
  const sockets = new Set<Socket>();
  let offline = false;
  const server = createServer((request, response) => void serve(request, response, answer));
  server.on("upgrade", upgrade);
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
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
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
