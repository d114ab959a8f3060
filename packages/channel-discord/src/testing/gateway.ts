import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { hear } from "./handshake.ts";
import { createHub, type Hub, type HubParts, push, write } from "./hub.ts";
import type { DiscordEvent, DiscordServer } from "./types.ts";

type Controls = Pick<
  DiscordServer,
  | "handshakes"
  | "connections"
  | "askReconnect"
  | "invalidate"
  | "close"
  | "freeze"
  | "mute"
  | "forgetSessions"
  | "pending"
  | "setMessageContent"
>;

/** The gateway of the server. */
export interface Gateway {
  readonly controls: Controls;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends an event in every session; while a client is away it waits there. */
  dispatch(event: DiscordEvent): void;
  stop(): void;
}

const op = { reconnect: 7, invalid: 9, hello: 10 } as const;
const counted: ReadonlySet<string> = new Set(["MESSAGE_CREATE", "MESSAGE_UPDATE", "INTERACTION_CREATE"]);

function createControls(hub: Hub): Controls {
  const each = (act: (socket: WebSocket) => void): void => [...hub.sockets.keys()].forEach(act);
  return {
    pending() {
      const last = [...hub.sessions.values()].at(-1);
      return (last?.log.slice(last.confirmed) ?? []).filter((event) => counted.has(event.t));
    },
    handshakes: () => ({ identified: hub.identified, resumed: hub.resumed, intents: hub.intents }),
    connections: () => hub.sockets.size,
    askReconnect: () => each((socket) => write(socket, { op: op.reconnect })),
    invalidate(resumable) {
      if (!resumable) hub.sessions.clear();
      each((socket) => {
        hub.sockets.set(socket, undefined);
        write(socket, { op: op.invalid, d: resumable });
      });
    },
    close: (code) => each((socket) => socket.close(code)),
    freeze(on) {
      hub.frozen = on;
    },
    mute(on) {
      hub.muted = on;
    },
    forgetSessions: () => hub.sessions.clear(),
    setMessageContent(on) {
      hub.messageContent = on;
    },
  };
}

/** Hello, identify, heartbeats, resume, and the ways in which Discord ends things. */
export function createGateway(parts: HubParts): Gateway {
  const server = new WebSocketServer({ noServer: true });
  const hub = createHub(parts);
  return {
    controls: createControls(hub),
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => {
        hub.sockets.set(opened, undefined);
        opened.on("error", () => {});
        opened.on("message", (data: unknown) => hear(hub, opened, data));
        opened.on("close", () => {
          const session = hub.sockets.get(opened);
          hub.sockets.delete(opened);
          if (session?.socket === opened) session.socket = undefined;
        });
        if (!hub.muted) write(opened, { op: op.hello, d: { heartbeat_interval: parts.heartbeatMs } });
      });
    },
    dispatch(event) {
      for (const session of hub.sessions.values()) push(session, event);
    },
    stop() {
      for (const socket of hub.sockets.keys()) socket.terminate();
      server.close();
    },
  };
}
