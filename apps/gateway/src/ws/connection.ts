import { type Clock, type Logger, messageOf, newToken, type Random } from "@moltbot/core";
import { type DeviceSession, hasScope, holds, type Scope } from "@moltbot/device-pairing";
import type { RawData, WebSocket } from "ws";
import type { App, ChangeTopic } from "../app.ts";
import { deviceCaller } from "../devices/callers.ts";
import { problemOf } from "../http/errors.ts";
import { answerFrame, closeCodes, errorFrame, eventFrame, type RequestFrame, readFrame } from "./frames.ts";
import { greet, readGreeting, refusalOf } from "./greet.ts";
import { callMethod } from "./methods/call.ts";

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

/** Speaks the protocol of docs/protocol.md on one socket. */
export function openConnection(socket: WebSocket, d: ConnectionParts): Connection {
  const { app } = d;
  const nonce = newToken(d.random);
  let session: DeviceSession | undefined;
  let waiting = 0;
  let turn = Promise.resolve();
  const close = (code: number, reason: string): void => socket.close(code, reason);
  const send = (text: string): void => {
    // A reader that does not read must not fill our memory.
    if (socket.bufferedAmount > mostBuffered) close(closeCodes.busy, "too slow");
    else socket.send(text);
  };
  const late = d.clock.after(handshakeMs, () => close(closeCodes.denied, "handshake timeout"));
  socket.on("close", late);
  socket.on("error", (error) => d.log.debug("a socket failed", { error: messageOf(error) }));
  socket.on("message", (data, isBinary) => {
    const text = isBinary ? undefined : textOf(data);
    if (text === undefined) return close(closeCodes.badFrame, "text frames only");
    if (session === undefined && Buffer.byteLength(text) > frameLimits.before) {
      return close(closeCodes.tooLarge, "first frame too large");
    }
    if (waiting >= mostWaiting) return close(closeCodes.denied, "too many requests at once");
    waiting += 1;
    turn = turn
      .then(() => onText(text))
      .catch((error: unknown) => {
        d.log.error("a frame could not be answered", { error: messageOf(error) });
        close(closeCodes.failed, "failed");
      })
      .finally(() => {
        waiting -= 1;
      });
  });

  async function onText(text: string): Promise<void> {
    if (socket.readyState !== socket.OPEN) return;
    const frame = readFrame(text);
    if (typeof frame === "string") {
      send(eventFrame("protocol.error", { message: frame }));
      return close(closeCodes.badFrame, "bad frame");
    }
    if (session === undefined) await hello(frame);
    else await request(frame, session);
  }

  async function hello(frame: RequestFrame): Promise<void> {
    const greeting = readGreeting(frame);
    if (typeof greeting === "string") {
      send(
        errorFrame(frame.id, { code: "invalid", message: greeting, hint: "docs/protocol.md shows a connect request." }),
      );
      await d.wrong();
      return close(closeCodes.denied, "bad connect");
    }
    const outcome = await greet(app.devices, greeting, { gatewayId: d.gatewayId, nonce });
    if (outcome.status !== "connected") {
      send(errorFrame(frame.id, refusalOf(outcome)));
      await d.wrong();
      return close(closeCodes.denied, outcome.status);
    }
    late();
    session = outcome.session;
    const { token, expiresAt } = outcome;
    send(
      answerFrame(frame.id, {
        deviceId: session.deviceId,
        role: session.role,
        scopes: session.scopes,
        ...(token !== undefined && { token }),
        ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
      }),
    );
    d.opened(connection);
  }

  async function request(frame: RequestFrame, own: DeviceSession): Promise<void> {
    try {
      if (!(await isGood(own))) return close(closeCodes.denied, "revoked");
      const payload = await callMethod({ app, caller: deviceCaller(own), session: own }, frame);
      send(answerFrame(frame.id, payload));
    } catch (error) {
      const { code, message, hint, data, status } = problemOf(error);
      if (status >= 500) d.log.error("a request failed", { method: frame.method, because: messageOf(error) });
      send(errorFrame(frame.id, { code, message, ...(hint && { hint }), ...(data && { data }) }));
    }
  }

  async function isGood(own: DeviceSession): Promise<boolean> {
    return holds(await app.stores.devices.device(own.deviceId), own, d.clock.now());
  }

  const connection: Connection = {
    session: () => session,
    tell(topic) {
      const scopes = session?.scopes ?? [];
      if (audience[topic]?.some((scope) => hasScope(scopes, scope))) send(eventFrame("changed", { topic }));
    },
    async recheck() {
      if (session !== undefined && !(await isGood(session))) close(closeCodes.denied, "revoked");
    },
    close,
  };
  send(eventFrame("connect.challenge", { nonce, gatewayId: d.gatewayId, ts: d.clock.now() }));
  return connection;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}
