import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { messageOf } from "@moltbot/core";
import { type WebSocket, WebSocketServer } from "ws";
import { gatewayIdOf } from "../devices/service.ts";
import { isOwnSite } from "../http/guards.ts";
import type { HttpParts } from "../http/parts.ts";
import { type Connection, frameLimits, openConnection } from "./connection.ts";
import { closeCodes } from "./frames.ts";
import { createRoster } from "./roster.ts";

/** The socket side of the gateway. */
export interface WsServer {
  /** Tells every client to go and waits for none. */
  close(): Promise<void>;
}

const path = "/ws";
const beatMs = 30_000;
/** Sockets of one client that have not proved themselves yet, and all sockets. */
const most = { unproved: 10, all: 5000 } as const;

/** Serves `/ws` on the gateway's own server. Everything about host, origin and limits comes before the upgrade. */
export async function serveWs(server: Server, parts: HttpParts): Promise<WsServer> {
  const { app } = parts;
  const { clock, random, log } = app;
  const gatewayId = await gatewayIdOf(app.stores.secrets, clock, random);
  const roster = await createRoster({ app, clock, log });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameLimits.after, perMessageDeflate: false });
  const unproved = createCounter();
  const alive = new WeakSet<WebSocket>();
  const common = { app, gatewayId, clock, random, log };

  function greet(socket: WebSocket, client: string): void {
    const settle = unproved.count(client);
    alive.add(socket);
    socket.on("pong", () => alive.add(socket));
    const connection: Connection = openConnection(socket, {
      ...common,
      wrong: () => parts.penalties.wrong("socket", client),
      opened(opened) {
        settle();
        roster.add(opened);
      },
    });
    socket.on("close", () => {
      settle();
      roster.remove(connection);
    });
  }

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", (error) => log.debug("a socket failed", { error: messageOf(error) }));
    const client = parts.clientOf(request);
    const refusal = refusalOf(request, parts, { client, unproved: unproved.of(client), all: sockets.clients.size });
    if (refusal !== undefined) return refuse(stream, refusal);
    sockets.handleUpgrade(request, stream, head, (socket) => greet(socket, client));
  });
  const stopBeating = beat(sockets, alive, parts);
  return {
    async close() {
      stopBeating();
      for (const socket of sockets.clients) socket.close(closeCodes.goingAway, "the gateway stops");
      await roster.close();
      sockets.close();
      const cut = clock.after(1000, () => {
        for (const socket of sockets.clients) socket.terminate();
      });
      await allGone(sockets);
      cut();
    },
  };
}

function allGone(sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    if (sockets.clients.size === 0) return resolve();
    for (const socket of sockets.clients) {
      socket.once("close", () => {
        if (sockets.clients.size === 0) resolve();
      });
    }
  });
}

/** Sockets per client that have not proved themselves. `count` gives what takes the socket off again, once. */
function createCounter(): { of(client: string): number; count(client: string): () => void } {
  const counts = new Map<string, number>();
  const add = (client: string, by: number): void => {
    const left = (counts.get(client) ?? 0) + by;
    if (left <= 0) counts.delete(client);
    else counts.set(client, left);
  };
  return {
    of: (client) => counts.get(client) ?? 0,
    count(client) {
      add(client, 1);
      let counted = true;
      return () => {
        if (counted) add(client, -1);
        counted = false;
      };
    },
  };
}

/** Ends sockets whose other side does not answer any more. */
function beat(sockets: WebSocketServer, alive: WeakSet<WebSocket>, { app }: HttpParts): () => void {
  let stop = (): void => {};
  const next = (): void => {
    stop = app.clock.after(beatMs, () => {
      for (const socket of sockets.clients) {
        if (!alive.delete(socket)) socket.terminate();
        else socket.ping();
      }
      next();
    });
  };
  next();
  return () => stop();
}

interface Counts {
  readonly client: string;
  readonly unproved: number;
  readonly all: number;
}

/** Why a socket is not opened, as an HTTP status; everything here is decided before any credential. */
function refusalOf(request: IncomingMessage, parts: HttpParts, o: Counts): string | undefined {
  const { host, origin } = request.headers;
  const fetchSite = [request.headers["sec-fetch-site"]].flat()[0];
  const { publicUrl, allowedOrigins = [] } = parts.options;
  if (request.url?.split("?")[0] !== path) return "404 Not Found";
  if (!parts.isOurHost(host)) return "421 Misdirected Request";
  const isListed = origin !== undefined && allowedOrigins.includes(origin);
  if (!isListed && !isOwnSite({ host, origin, fetchSite }, publicUrl)) return "403 Forbidden";
  if (parts.penalties.wait("socket", o.client) > 0 || o.unproved >= most.unproved) return "429 Too Many Requests";
  return o.all >= most.all ? "503 Service Unavailable" : undefined;
}

function refuse(stream: Duplex, status: string): void {
  // Its other half would stay open for as long as they like, and no limit counts it.
  stream.once("finish", () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
