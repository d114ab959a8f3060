import { type ErrorCode, MoltbotError } from "@moltbot/core";

/** Requests and answers on one socket. */
export interface Wire {
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** The challenge that comes first. */
  readonly challenge: Promise<Readonly<Record<string, unknown>>>;
  close(): void;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

interface Waiting {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: MoltbotError) => void;
}

const codes: readonly string[] = ["invalid", "not_found", "conflict", "expired", "denied", "limited", "unavailable"];

/** Opens a socket and speaks frames on it. */
export function openWire(
  url: string,
  o: { timeoutMs: number; onEvent: (event: string, payload: unknown) => void },
): Wire {
  const socket = new WebSocket(url);
  const waiting = new Map<string, Waiting>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => {
      const why = reason === "" ? "the connection ended" : `the gateway closed the connection: ${reason}`;
      for (const one of waiting.values()) one.reject(new MoltbotError("unavailable", why));
      waiting.clear();
      resolve({ code, reason });
    });
  });
  const challenge = new Promise<Record<string, unknown>>((resolve, reject) => {
    const fail = (): void => {
      reject(new MoltbotError("unavailable", `No gateway answers at ${url}`, { hint: "Is it running?" }));
    };
    socket.addEventListener("error", fail);
    void closed.then(fail);
    socket.addEventListener("message", ({ data }) => {
      const frame = readFrame(data);
      if (frame["type"] === "res") settle(waiting, frame);
      else if (frame["event"] === "connect.challenge") resolve(fieldsOf(frame["payload"]));
      else if (frame["type"] === "event") o.onEvent(String(frame["event"]), frame["payload"]);
    });
  });
  let number = 0;
  return {
    challenge,
    closed,
    close: () => socket.close(),
    call(method, params = {}) {
      number += 1;
      return send(socket, waiting, { id: String(number), method, params, timeoutMs: o.timeoutMs });
    },
  };
}

function send(
  socket: WebSocket,
  waiting: Map<string, Waiting>,
  { timeoutMs, ...request }: { id: string; method: string; params: object; timeoutMs: number },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== WebSocket.OPEN) {
      reject(new MoltbotError("unavailable", "the connection has ended"));
      return;
    }
    const timer = setTimeout(() => {
      waiting.delete(request.id);
      reject(new MoltbotError("unavailable", `the gateway did not answer ${request.method} in time`));
    }, timeoutMs);
    const once = <T>(act: (value: T) => void) => {
      return (value: T): void => {
        clearTimeout(timer);
        act(value);
      };
    };
    waiting.set(request.id, { resolve: once(resolve), reject: once(reject) });
    socket.send(JSON.stringify({ type: "req", ...request }));
  });
}

function settle(waiting: Map<string, Waiting>, frame: Record<string, unknown>): void {
  const id = String(frame["id"]);
  const one = waiting.get(id);
  waiting.delete(id);
  if (frame["ok"] === true) one?.resolve(frame["payload"]);
  else one?.reject(errorOf(fieldsOf(frame["error"])));
}

function errorOf({ code, message, hint, data }: Record<string, unknown>): MoltbotError {
  const known = typeof code === "string" && codes.includes(code) ? (code as ErrorCode) : "denied";
  return new MoltbotError(known, typeof message === "string" ? message : "refused", {
    ...(typeof hint === "string" && { hint }),
    data: { ...fieldsOf(data), ...(code === "not_paired" && { notPaired: true }) },
  });
}

function readFrame(data: unknown): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(String(data)));
  } catch {
    return {};
  }
}

/** The fields of a JSON object; none of anything else. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
