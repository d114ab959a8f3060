import type { DomainEvent, Principal } from "@moltbot/core";
import { createMemoryNonces } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import {
  allScopes,
  type Caller,
  type ConnectOutcome,
  createDeviceKey,
  createDevices,
  createMemoryDevices,
  type DeviceClaim,
  type DeviceKey,
  type DeviceRules,
  type Devices,
  type Scope,
  signClaim,
} from "@moltbot/device-pairing";

export const gatewayId = "gw_test";
export const start = 1_767_225_600_000;

/** A gateway's side of devices, with everything in memory. */
export function openDevices(own: Partial<DeviceRules> = {}) {
  const events: DomainEvent[] = [];
  const clock = createManualClock(start);
  const random = createSeededRandom(3);
  const store = createMemoryDevices({ record: (list) => events.push(...list) });
  const rules: DeviceRules = {
    requestTtlMs: 300_000,
    joinCodeTtlMs: 300_000,
    maxPending: 5,
    requiredApprovals: 1,
    scopesOf: (who: Principal | undefined) => (who === undefined ? allScopes : ["operator.pairing", "operator.read"]),
    policy: "p1",
    ...own,
  };
  const nonces = createMemoryNonces();
  const devices = createDevices({ store, clock, random, nonces, rules: () => rules });
  return { devices, store, clock, events, names: () => events.map(({ event }) => event) };
}

export const operator: Caller = {
  name: "operator",
  actor: { kind: "operator", via: "cli" },
  via: "cli",
  scopes: allScopes,
};
export const withScopes = (...scopes: Scope[]): Caller => ({ ...operator, scopes });

let challenges = 0;
/** A fresh challenge. */
export function challenge(): string {
  challenges += 1;
  return `challenge-${String(challenges).padStart(10, "0")}`;
}

export interface Wish {
  readonly role?: DeviceClaim["role"];
  readonly scopes?: readonly Scope[];
  readonly clientId?: string;
  readonly platform?: string;
}

/** A device that signs as it should. */
export function device(key: DeviceKey = createDeviceKey()) {
  const claim = (now: number, nonce: string, o: Wish = {}): DeviceClaim =>
    signClaim(key, gatewayId, {
      clientId: "app",
      platform: "ios",
      role: "operator",
      scopes: ["operator.read"],
      signedAt: now,
      nonce,
      ...o,
    });
  return {
    key,
    id: key.deviceId,
    claim,
    connect(
      o: { devices: Devices; clock: { now(): number } },
      wish: Wish & { token?: string; joinCode?: string } = {},
    ): Promise<ConnectOutcome> {
      const { token, joinCode, ...rest } = wish;
      const nonce = challenge();
      return o.devices.connect(claim(o.clock.now(), nonce, rest), {
        gatewayId,
        nonce,
        ...(token !== undefined && { token }),
        ...(joinCode !== undefined && { joinCode }),
      });
    },
  };
}

/** The id of the request that a refused connection left. */
export function requestOf(outcome: ConnectOutcome): string {
  if (outcome.status !== "not_paired") throw new Error(`no request: ${JSON.stringify(outcome)}`);
  return outcome.approval.id;
}

/** The token of a first connection. */
export function tokenOf(outcome: ConnectOutcome): string {
  if (outcome.status !== "connected" || outcome.token === undefined) throw new Error(JSON.stringify(outcome));
  return outcome.token;
}

/** Connects, is approved, and fetches its token. */
export async function pair(gateway: ReturnType<typeof openDevices>, wish: Wish = {}) {
  const one = device();
  const id = requestOf(await one.connect(gateway, wish));
  await gateway.devices.approve(id, operator);
  return { one, token: tokenOf(await one.connect(gateway, wish)) };
}
