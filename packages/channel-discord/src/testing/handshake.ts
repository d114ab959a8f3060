import type { WebSocket } from "ws";
import { fields, text, wholeNumber } from "../read.ts";
import { type Hub, push, type Session, sendEvent, write } from "./hub.ts";
import { wireGuild, wireUser } from "./wire.ts";

const op = { heartbeat: 1, identify: 2, resume: 6, invalid: 9, ack: 11 } as const;
const membersAndPresences = (1 << 1) | (1 << 8);
const messageContentBit = 1 << 15;

function read(data: unknown): { op: number; d: unknown } | undefined {
  try {
    const frame = fields(JSON.parse(String(data)));
    const code = wholeNumber(frame?.["op"]);
    return code === undefined ? undefined : { op: code, d: frame?.["d"] };
  } catch {
    return undefined;
  }
}

function identify(hub: Hub, socket: WebSocket, d: unknown): void {
  const { state, token, url } = hub.parts;
  const intents = wholeNumber(fields(d)?.["intents"]) ?? 0;
  if (fields(d)?.["token"] !== token) return void socket.close(4004, "Authentication failed.");
  if ((intents & membersAndPresences) !== 0 || ((intents & messageContentBit) !== 0 && !hub.messageContent)) {
    return void socket.close(4014, "Disallowed intent(s).");
  }
  hub.identified++;
  hub.intents = intents;
  const session: Session = { id: `session-${state.newId()}`, log: [], confirmed: 0, socket };
  hub.sessions.set(session.id, session);
  hub.sockets.set(socket, session);
  const ready = {
    v: 10,
    user: wireUser(state.bot),
    application: { id: state.bot.id, flags: 0 },
    guilds: [{ id: state.guildId, unavailable: true }],
    session_id: session.id,
    resume_gateway_url: url(),
    shard: [0, 1],
  };
  push(session, { t: "READY", d: ready });
  push(session, { t: "GUILD_CREATE", d: wireGuild(state) });
}

function resume(hub: Hub, socket: WebSocket, d: unknown): void {
  const asked = fields(d);
  const session = hub.sessions.get(text(asked?.["session_id"]) ?? "");
  const sequence = wholeNumber(asked?.["seq"]) ?? -1;
  if (asked?.["token"] !== hub.parts.token) return void socket.close(4004, "Authentication failed.");
  if (session === undefined) return void write(socket, { op: op.invalid, d: false });
  if (sequence < 0 || sequence > session.log.length) return void socket.close(4007, "Invalid seq");
  hub.resumed++;
  session.socket = socket;
  session.confirmed = Math.max(session.confirmed, sequence);
  hub.sockets.set(socket, session);
  for (const [index, event] of session.log.entries()) {
    if (index >= sequence) sendEvent(session, event, index + 1);
  }
  push(session, { t: "RESUMED", d: {} });
}

/** What a client sent. */
export function hear(hub: Hub, socket: WebSocket, data: unknown): void {
  const frame = read(data);
  const session = hub.sockets.get(socket);
  if (frame === undefined) socket.close(4002, "Decode error");
  else if (frame.op === op.heartbeat) {
    if (session !== undefined) session.confirmed = Math.max(session.confirmed, wholeNumber(frame.d) ?? 0);
    if (!hub.frozen) write(socket, { op: op.ack });
  } else if (frame.op === op.identify) {
    if (session === undefined) identify(hub, socket, frame.d);
    else socket.close(4005, "Already authenticated.");
  } else if (frame.op === op.resume) resume(hub, socket, frame.d);
  else socket.close(session === undefined ? 4003 : 4001, "Unknown opcode");
}
