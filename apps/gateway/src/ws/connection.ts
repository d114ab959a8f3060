import { type Clock, type Logger, messageOf, newToken, type Random } from "@moltbot/core";
import { type DeviceSession, hasScope, holds, type Scope } from "@moltbot/device-pairing";
import type { RawData, WebSocket } from "ws";
import type { App, ChangeTopic } from "../app.ts";
import { deviceCaller } from "../devices/callers.ts";
import { problemOf } from "../http/errors.ts";
import { answerFrame, closeCodes, errorFrame, eventFrame, type RequestFrame, readFrame } from "./frames.ts";
import { greet, readGreeting, refusalOf } from "./greet.ts";
import { callMethod } from "./methods/call.ts";
import { createTurns } from "./turns.ts";

/** One client. */
export interface Connection {
  /** Absent until the device has proved itself. */
  session(): DeviceSession | undefined;
  /** Tells that something changed, if the client may know. */
  tell(topic: ChangeTopic): void;
  /** Looks again at what the device may do, and closes when that is over. */
  recheck(): Promise<void>;
  close(code: number, reason: string): void;
}

/** What connections work with. */
export interface ConnectionParts {
  readonly app: App;
  readonly gatewayId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Called once, when the device has proved itself. */
  readonly opened: (connection: Connection) => void;
  /** Counts a wrong proof against the client. */
  readonly wrong: () => Promise<unknown>;
}

const handshakeMs = 3000;
/** Largest frame before the device has proved itself, and after, in bytes. */
export const frameLimits = { before: 4096, after: 65_536 } as const;
const mostWaiting = 32;
const mostBuffered = 1_048_576;

/** Who hears of which changes. Topics that are not here reach nobody. */
const audience: Readonly<Partial<Record<ChangeTopic, readonly Scope[]>>> = {
  approvals: ["operator.approvals", "operator.pairing"],
  devices: ["operator.pairing"],
  users: ["operator.read"],
};

/** Told to many at once: each is made once. */
const changedFrames: Readonly<Record<ChangeTopic, string>> = {
  approvals: eventFrame("changed", { topic: "approvals" }),
  devices: eventFrame("changed", { topic: "devices" }),
  users: eventFrame("changed", { topic: "users" }),
  chat: eventFrame("changed", { topic: "chat" }),
};

/** One socket and what became of it. */
interface State {
  readonly socket: WebSocket;
  readonly parts: ConnectionParts;
  readonly nonce: string;
  readonly connection: Connection;
  session?: DeviceSession;
  /** Ends the wait for the proof. */
  proved: () => void;
}

/** Speaks the protocol of docs/protocol.md on one socket. */
export function openConnection(socket: WebSocket, parts: ConnectionParts): Connection {
  const { clock, log, random } = parts;
  const connection: Connection = {
    session: () => state.session,
    tell(topic) {
      const scopes = state.session?.scopes ?? [];
      if (audience[topic]?.some((scope) => hasScope(scopes, scope))) send(state, changedFrames[topic]);
    },
    async recheck() {
      const { session } = state;
      if (session !== undefined && !(await isGood(parts, session))) connection.close(closeCodes.denied, "revoked");
    },
    close: (code, reason) => socket.close(code, reason),
  };
  const late = clock.after(handshakeMs, () => connection.close(closeCodes.denied, "handshake timeout"));
  const state: State = { socket, parts, nonce: newToken(random), connection, proved: late };
  const turns = createTurns(mostWaiting, (error) => {
    log.error("a frame could not be answered", { error: messageOf(error) });
    connection.close(closeCodes.failed, "failed");
  });
  socket.on("close", late);
  socket.on("error", (error) => log.debug("a socket failed", { error: messageOf(error) }));
  socket.on("message", (data, isBinary) => {
    const text = isBinary ? undefined : textOf(data);
    if (text === undefined) connection.close(closeCodes.badFrame, "text frames only");
    else if (state.session === undefined && Buffer.byteLength(text) > frameLimits.before) {
      connection.close(closeCodes.tooLarge, "first frame too large");
    } else if (!turns.take(() => onText(state, text))) {
      connection.close(closeCodes.denied, "too many requests at once");
    }
  });
  const { gatewayId } = parts;
  send(state, eventFrame("connect.challenge", { nonce: state.nonce, gatewayId, ts: clock.now() }));
  return connection;
}

function send({ socket, connection }: State, text: string): void {
  // A reader that does not read must not fill our memory.
  if (socket.bufferedAmount > mostBuffered) connection.close(closeCodes.busy, "too slow");
  else socket.send(text);
}

async function onText(state: State, text: string): Promise<void> {
  const { socket, session, connection } = state;
  if (socket.readyState !== socket.OPEN) return;
  const frame = readFrame(text);
  if (typeof frame === "string") {
    send(state, eventFrame("protocol.error", { message: frame }));
    connection.close(closeCodes.badFrame, "bad frame");
  } else if (session === undefined) await hello(state, frame);
  else await request(state, frame, session);
}

async function hello(state: State, frame: RequestFrame): Promise<void> {
  const { parts, connection, nonce } = state;
  const greeting = readGreeting(frame);
  if (typeof greeting === "string") {
    const hint = "docs/protocol.md shows a connect request.";
    send(state, errorFrame(frame.id, { code: "invalid", message: greeting, hint }));
    await parts.wrong();
    return connection.close(closeCodes.denied, "bad connect");
  }
  const outcome = await greet(parts.app.devices, greeting, { gatewayId: parts.gatewayId, nonce });
  if (outcome.status !== "connected") {
    send(state, errorFrame(frame.id, refusalOf(outcome)));
    // A device that waits asks again and again, and has proved its key each time.
    if (outcome.status === "refused") await parts.wrong();
    return connection.close(closeCodes.denied, outcome.status);
  }
  state.proved();
  state.session = outcome.session;
  const { token, expiresAt, session } = outcome;
  const { deviceId, role, scopes } = session;
  send(
    state,
    answerFrame(frame.id, {
      deviceId,
      role,
      scopes,
      ...(token !== undefined && { token }),
      ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
    }),
  );
  parts.opened(connection);
}

async function request(state: State, frame: RequestFrame, session: DeviceSession): Promise<void> {
  const { parts, connection } = state;
  const { app } = parts;
  try {
    if (!(await isGood(parts, session))) return connection.close(closeCodes.denied, "revoked");
    send(state, answerFrame(frame.id, await callMethod({ app, caller: deviceCaller(session), session }, frame)));
  } catch (error) {
    const { code, message, hint, data, status } = problemOf(error);
    if (status >= 500) parts.log.error("a request failed", { method: frame.method, because: messageOf(error) });
    send(state, errorFrame(frame.id, { code, message, ...(hint && { hint }), ...(data && { data }) }));
  }
}

async function isGood({ app, clock }: ConnectionParts, session: DeviceSession): Promise<boolean> {
  return holds(await app.stores.devices.device(session.deviceId), session, clock.now());
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}
