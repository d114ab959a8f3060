import type { WebSocket } from "ws";
import type { DiscordState } from "./state.ts";
import type { DiscordEvent } from "./types.ts";

/** One session: what was sent in it, and what the client confirmed. */
export interface Session {
  readonly id: string;
  /** Every event, by its number less one. */
  readonly log: DiscordEvent[];
  confirmed: number;
  socket: WebSocket | undefined;
}

/** What {@link createHub} needs. */
export interface HubParts {
  readonly state: DiscordState;
  readonly token: string;
  readonly heartbeatMs: number;
  readonly messageContent: boolean;
  readonly url: () => string;
}

/** Connections and sessions of the gateway. */
export interface Hub {
  readonly parts: HubParts;
  readonly sessions: Map<string, Session>;
  /** Open connections, and the session of those that have one. */
  readonly sockets: Map<WebSocket, Session | undefined>;
  messageContent: boolean;
  /** Heartbeats are not answered. */
  frozen: boolean;
  identified: number;
  resumed: number;
  /** Those of the last client that identified. */
  intents: number;
  /** Nobody is greeted: clients wait. */
  muted: boolean;
}

/** Nobody is connected. */
export function createHub(parts: HubParts): Hub {
  return {
    parts,
    sessions: new Map(),
    sockets: new Map(),
    messageContent: parts.messageContent,
    frozen: false,
    identified: 0,
    resumed: 0,
    intents: 0,
    muted: false,
  };
}

/** Sends one frame. */
export function write(socket: WebSocket, frame: Readonly<Record<string, unknown>>): void {
  socket.send(JSON.stringify({ t: null, s: null, d: null, ...frame }));
}

/** Sends event `sequence` of a session, if its client is there. */
export function sendEvent(session: Session, event: DiscordEvent, sequence: number): void {
  if (session.socket !== undefined) write(session.socket, { op: 0, s: sequence, ...event });
}

/** Adds an event to a session, and sends it. */
export function push(session: Session, event: DiscordEvent): void {
  session.log.push(event);
  sendEvent(session, event, session.log.length);
}
