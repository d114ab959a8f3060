import { type Clock, systemClock } from "@moltbot/core";
import { type DeviceKey, signClaim } from "../key.ts";
import type { Role, Scope } from "../scopes.ts";
import { fieldsOf, openWire } from "./wire.ts";

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
  /** What the signature is dated by; default the system's. */
  readonly clock?: Clock;
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

/**
 * Connects a device to a gateway (docs/protocol.md): answers the challenge and resolves once the device is let in.
 * @throws MoltbotError `denied` with `data.requestId` when somebody has to approve it first, `denied` when it is refused,
 * `unavailable` when the gateway cannot be reached
 */
export async function connectGateway(o: GatewayClientOptions): Promise<GatewayClient> {
  const wire = openWire(o.url, { timeoutMs: o.timeoutMs ?? 10_000, onEvent: o.onEvent ?? (() => {}) });
  const { nonce, gatewayId } = await wire.challenge;
  try {
    const greeted = fieldsOf(await wire.call("connect", greeting(o, String(gatewayId), String(nonce))));
    const { token, scopes } = greeted;
    return {
      deviceId: o.key.deviceId,
      role: o.role ?? "operator",
      scopes: Array.isArray(scopes) ? (scopes as Scope[]) : [],
      ...(typeof token === "string" && { token }),
      call: wire.call,
      close: wire.close,
      closed: wire.closed,
    };
  } catch (error) {
    wire.close();
    throw error;
  }
}

function greeting(o: GatewayClientOptions, gatewayId: string, nonce: string): Record<string, unknown> {
  const { id: clientId, platform } = o.client;
  const { role = "operator", scopes, token, joinCode, clock = systemClock } = o;
  const claim = signClaim(o.key, gatewayId, { clientId, platform, role, scopes, signedAt: clock.now(), nonce });
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
