import { type ErrorCode, MoltbotError } from "@moltbot/core";
import { type DeviceKey, signClaim } from "../key.ts";
import type { Role, Scope } from "../scopes.ts";

/** What {@link connectGateway} needs. */
export interface GatewayClientOptions {
  /** `ws://127.0.0.1:18789/ws` */
  readonly url: string;
  readonly key: DeviceKey;
  readonly client: { readonly id: string; readonly platform: string };
  /** Default `operator`. */
  readonly role?: Role;
  readonly scopes: readonly Scope[];
  /** The token that an earlier connection brought. */
  readonly token?: string;
  /** The code of an invitation, for the first request. */
  readonly joinCode?: string;
  /** Hears events of the gateway. */
  readonly onEvent?: (event: string, payload: unknown) => void;
  /** Longest wait for an answer, milliseconds; default 10,000. */
  readonly timeoutMs?: number;
}

/** A device that was let in. */
export interface GatewayClient {
  readonly deviceId: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** A new token, told once: keep it where only this device can read it. */
  readonly token?: string;
  /** @throws MoltbotError with the gateway's own code, `unavailable` when the connection ends */
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): void;
  /** Resolves when the connection ends, for whatever reason. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

interface Waiting {
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: MoltbotError) => void;
}

const codes: readonly string[] = ["invalid", "not_found", "conflict", "expired", "denied", "limited", "unavailable"];

/**
 * Connects a device to a gateway (docs/protocol.md): answers the challenge and resolves once the device is let in.
 * @throws MoltbotError `denied` with `data.requestId` when somebody has to approve it first, `denied` when it is refused,
 * `unavailable` when the gateway cannot be reached
 */
export async function connectGateway(o: GatewayClientOptions): Promise<GatewayClient> {
  const socket = new WebSocket(o.url);
  const waiting = new Map<string, Waiting>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => {
      const why = reason === "" ? "the connection ended" : `the gateway closed the connection: ${reason}`;
      for (const one of waiting.values()) one.reject(new MoltbotError("unavailable", why));
      waiting.clear();
      resolve({ code, reason });
    });
  });
  let number = 0;
  const call: GatewayClient["call"] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) {
        reject(new MoltbotError("unavailable", "the connection has ended"));
        return;
      }
      number += 1;
      const id = String(number);
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new MoltbotError("unavailable", `the gateway did not answer ${method} in time`));
      }, o.timeoutMs ?? 10_000);
      const settle = <T>(act: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(timer);
          act(value);
        };
      };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      socket.send(JSON.stringify({ type: "req", id, method, params }));
    });
  const challenge = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const fail = (): void => {
      reject(new MoltbotError("unavailable", `No gateway answers at ${o.url}`, { hint: "Is it running?" }));
    };
    socket.addEventListener("error", fail);
    void closed.then(fail);
    socket.addEventListener("message", ({ data }) => {
      const frame = readFrame(data);
      if (frame["type"] === "event" && frame["event"] === "connect.challenge") resolve(fieldsOf(frame["payload"]));
      else if (frame["type"] === "event") o.onEvent?.(String(frame["event"]), frame["payload"]);
      else if (frame["type"] === "res") answer(waiting, frame);
    });
  });
  const { nonce, gatewayId } = challenge;
  try {
    const greeted = fieldsOf(await call("connect", greeting(o, String(gatewayId), String(nonce))));
    const { token } = greeted;
    return {
      deviceId: o.key.deviceId,
      role: o.role ?? "operator",
      scopes: Array.isArray(greeted["scopes"]) ? (greeted["scopes"] as Scope[]) : [],
      ...(typeof token === "string" && { token }),
      call,
      close: () => socket.close(),
      closed,
    };
  } catch (error) {
    socket.close();
    throw error;
  }
}

function greeting(o: GatewayClientOptions, gatewayId: string, nonce: string): Record<string, unknown> {
  const { id: clientId, platform } = o.client;
  const { role = "operator", scopes, token, joinCode } = o;
  const claim = signClaim(o.key, gatewayId, { clientId, platform, role, scopes, signedAt: Date.now(), nonce });
  const { deviceId, publicKey, signedAt, signature } = claim;
  return {
    device: { id: deviceId, publicKey, signedAt, signature },
    client: o.client,
    role,
    scopes,
    nonce,
    ...(token !== undefined && { token }),
    ...(joinCode !== undefined && { joinCode }),
  };
}

function answer(waiting: Map<string, Waiting>, frame: Record<string, unknown>): void {
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

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
