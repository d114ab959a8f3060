import { type ErrorCode, hasUnsafeText } from "@moltbot/core";

/** A request of a client (docs/protocol.md). */
export interface RequestFrame {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What goes wrong, as it is told on the socket. */
export interface WireError {
  readonly code: ErrorCode | "not_paired" | "internal";
  readonly message: string;
  readonly hint?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Close codes of the protocol, besides those of RFC 6455. */
export const closeCodes = {
  /** The gateway stops. */
  goingAway: 1001,
  /** A frame that is none. */
  badFrame: 1007,
  /** Not allowed: not paired, refused, revoked, or too much at once. The reason says which. */
  denied: 1008,
  /** A frame that is too large. */
  tooLarge: 1009,
  /** The gateway failed. */
  failed: 1011,
  /** Too busy: come back later. */
  busy: 1013,
} as const;

/** Reads one text frame; a text says what is wrong with it. */
export function readFrame(text: string): RequestFrame | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "The frame is no JSON.";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "The frame is no object.";
  const { type, id, method, params = {}, ...rest } = value as Record<string, unknown>;
  if (type !== "req") return 'The type of a frame is "req".';
  if (!isName(id)) return "The id of a request is a text of 1 to 64 plain characters.";
  if (!isName(method)) return "The method of a request is a text of 1 to 64 plain characters.";
  if (typeof params !== "object" || params === null || Array.isArray(params)) return "params is no object.";
  const [strange] = Object.keys(rest);
  if (strange !== undefined) return `A request has no field ${JSON.stringify(strange.slice(0, 40))}.`;
  return { id, method, params: params as Record<string, unknown> };
}

/** The answer to a request that went well. */
export function answerFrame(id: string, payload: unknown): string {
  return JSON.stringify({ type: "res", id, ok: true, payload });
}

/** The answer to a request that did not. */
export function errorFrame(id: string, error: WireError): string {
  return JSON.stringify({ type: "res", id, ok: false, error });
}

/** Something that happened. */
export function eventFrame(event: string, payload: unknown): string {
  return JSON.stringify({ type: "event", event, payload });
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 64 && !hasUnsafeText(value);
}
