import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { systemClock } from "@moltbot/core";
import { onTestFinished } from "vitest";
import { createWebFetch, type WebFetch, type WebFetchParts } from "../../../src/tools/web-fetch/web-fetch.ts";

/** A server on this machine that ends with its test. */
export interface LocalServer {
  readonly port: number;
  /** How many connections reached it. */
  connections(): number;
}

async function listening(server: Server, host: string): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket.on("error", () => undefined));
  });
  server.listen(0, host);
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** Serves HTTP. */
export function serve(listener: RequestListener, host = "127.0.0.1"): Promise<LocalServer> {
  return listening(createServer(listener), host);
}

/** Serves HTTPS. */
export function serveTls(identity: { key: string; cert: string }, listener: RequestListener): Promise<LocalServer> {
  return listening(createTlsServer(identity, listener), "127.0.0.1");
}

/** Serves whatever a test writes into a socket once something was asked. */
export function serveRaw(answer: (socket: Socket) => void): Promise<LocalServer> {
  const server = createTcpServer((socket) => void socket.once("data", () => answer(socket)));
  return listening(server, "127.0.0.1");
}

/** A fetch for which every name is this machine, and this machine is allowed, on the ports of these servers. */
export function localFetch(servers: readonly LocalServer[], o: Partial<WebFetchParts> = {}): WebFetch {
  return createWebFetch({
    clock: systemClock,
    resolve: async () => ["127.0.0.1"],
    allow: ["127.0.0.1/32"],
    ports: servers.map(({ port }) => port),
    ...o,
  });
}

/** A listener that answers everything with one text. */
export function says(text: string | Uint8Array, headers: Record<string, string> = {}, status = 200): RequestListener {
  return (_, response) => void response.writeHead(status, { "content-type": "text/plain", ...headers }).end(text);
}
