import { createHash } from "node:crypto";
import { type Attempt, decideAndCommit } from "@moltbot/approvals";
import {
  type Actor,
  type Clock,
  type DomainEvent,
  type JsonObject,
  type NonceStore,
  newToken,
  type Random,
} from "@moltbot/core";
import type { Caller, Refusal } from "./caller.ts";
import type { DeviceToken } from "./device.ts";
import type { DeviceRules } from "./devices.ts";
import type { DeviceCommit, DeviceStore } from "./store.ts";

/** What `createDevices` works with. */
export interface DevicesOptions {
  readonly store: DeviceStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Makes every challenge count once, on every replica. */
  readonly nonces: NonceStore;
  /** The rules in force, read at every operation. */
  readonly rules: () => DeviceRules;
  /** Hears which device or request changed, after it was written. A hint: what it throws is ignored. */
  readonly onChange?: (change: { readonly deviceId: string } | { readonly requestId: string }) => void;
}

/** The kind of a device's question. */
export const deviceKind = "device";

/** Decides and writes until no other process was in the way; `onChange` hears what was written. */
export function carryOut<Answer>(
  parts: DevicesOptions,
  decide: () => Promise<Attempt<Answer, DeviceCommit>>,
): Promise<Answer> {
  return decideAndCommit(decide, async (commit: DeviceCommit) => {
    const result = await parts.store.commit(commit);
    if (result.status === "committed") tell(parts, commit);
    return result;
  });
}

function tell(parts: DevicesOptions, { changes }: DeviceCommit): void {
  for (const change of changes) {
    try {
      if (change.type === "put-device") parts.onChange?.({ deviceId: change.device.id });
      else if (change.type === "remove-device") parts.onChange?.({ deviceId: change.id });
      else if (change.type === "file" || change.type === "update") parts.onChange?.({ requestId: change.approval.id });
    } catch {
      // The change stands, whatever a listener does.
    }
  }
}

/** An event about a device. The device's id is a hash and nobody's name. */
export function deviceEvent(
  parts: DevicesOptions,
  name: string,
  o: {
    actor: Actor;
    outcome: DomainEvent["outcome"];
    deviceId: string;
    reason?: string;
    ref?: string;
    data?: JsonObject;
    personal?: JsonObject;
  },
): DomainEvent {
  const { deviceId, data, ...rest } = o;
  return {
    event: `device.${name}`,
    at: parts.clock.now(),
    policy: parts.rules().policy,
    ...rest,
    data: { device: deviceId, ...data },
  };
}

/** The answer to something that a caller may not do, which is written down as well. */
export function forbidden(
  parts: DevicesOptions,
  by: Caller,
  deviceId: string,
  because: Refusal,
): Attempt<{ readonly status: "forbidden"; readonly because: Refusal }, DeviceCommit> {
  const event = deviceEvent(parts, "refused", { actor: by.actor, outcome: "denied", deviceId, reason: because });
  return { answer: { status: "forbidden", because }, commit: { changes: [], events: [event] } };
}

/** A new token: 32 random bytes. Only its hash is kept. */
export function issueToken(parts: DevicesOptions): { readonly token: string; readonly kept: DeviceToken } {
  const token = newToken(parts.random);
  const now = parts.clock.now();
  const { tokenTtlMs } = parts.rules();
  return {
    token,
    kept: { hash: hashOf(token), issuedAt: now, ...(tokenTtlMs !== undefined && { expiresAt: now + tokenTtlMs }) },
  };
}

/** What is kept of a token or code: 256 random bits need no salt. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}
