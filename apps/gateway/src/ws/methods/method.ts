import { MoltbotError } from "@moltbot/core";
import type { Caller, DeviceSession, Scope } from "@moltbot/device-pairing";
import type { App } from "../../app.ts";

/** What a method is called with. */
export interface MethodContext {
  readonly app: App;
  readonly caller: Caller;
  readonly session: DeviceSession;
}

export type Params = Readonly<Record<string, unknown>>;

/** One method of the protocol and what it takes to call it. */
export interface Method {
  /** `undefined`: every device, about itself; the domain decides how far. */
  readonly scope: Scope | undefined;
  readonly params: readonly string[];
  run(context: MethodContext, params: Params): Promise<unknown>;
}

/** Methods by name. */
export type Methods = Readonly<Record<string, Method>>;

/**
 * A text that must be there.
 * @throws MoltbotError `invalid`
 */
export function textOf(params: Params, name: string): string {
  const value = optionalText(params, name);
  if (value !== undefined && value !== "") return value;
  throw new MoltbotError("invalid", `params.${name} is missing`, { hint: `Send a text as params.${name}.` });
}

/**
 * A text that may be there.
 * @throws MoltbotError `invalid`
 */
export function optionalText(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value === "string" && value.length <= 1024) return value;
  throw new MoltbotError("invalid", `params.${name} is not a text of at most 1024 characters`);
}

/**
 * A whole number from 1 to `max`.
 * @throws MoltbotError `invalid`
 */
export function limitOf(params: Params, usual: number, max = 1000): number {
  const value = params["limit"] ?? usual;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new MoltbotError("invalid", `params.limit is not a whole number from 1 to ${max}`);
}

/**
 * Milliseconds out of an ISO 8601 time.
 * @throws MoltbotError `invalid`
 */
export function timeOf(params: Params, name: string): number | undefined {
  const text = optionalText(params, name);
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new MoltbotError("invalid", `params.${name} is no time`, { hint: "Write 2026-01-30T10:00:00Z." });
}
