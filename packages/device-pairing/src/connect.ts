import { timingSafeEqual } from "node:crypto";
import type { Attempt } from "@moltbot/approvals";
import type { DeviceClaim } from "./claim.ts";
import { type Device, type DeviceRole, roleOf, withRole } from "./device.ts";
import { fileRequest } from "./file.ts";
import type { ConnectOutcome, ConnectRefusal, RequestReason } from "./outcomes.ts";
import { carryOut, type DevicesOptions, deviceEvent, hashOf, issueToken } from "./parts.ts";
import { missingScope, roleScopes } from "./scopes.ts";
import type { DeviceCommit } from "./store.ts";
import { skewMs, verifyClaim } from "./verify.ts";

/** What comes with a claim. */
interface ConnectOptions {
  readonly gatewayId: string;
  readonly nonce: string;
  readonly token?: string;
  readonly joinCode?: string;
}

type Connecting = Attempt<ConnectOutcome, DeviceCommit>;

/** See `Devices.connect`. The signature comes first: nothing is looked up for who proves nothing. */
export async function connect(parts: DevicesOptions, claim: DeviceClaim, o: ConnectOptions): Promise<ConnectOutcome> {
  const now = parts.clock.now();
  const problem = verifyClaim(claim, { gatewayId: o.gatewayId, nonce: o.nonce, now });
  if (problem !== undefined) return refused(problem);
  // Twice the skew covers every time at which the signature could still count.
  if (!(await parts.nonces.use(`device:${claim.nonce}`, 4 * skewMs, now))) return refused("nonce_used");
  if (missingScope(roleScopes[claim.role], claim.scopes) !== undefined) return refused("beyond_role");
  const outcome = await carryOut(parts, () => attempt(parts, claim, o));
  if (outcome.status === "connected") await parts.store.touch(claim.deviceId, now);
  return outcome;
}

async function attempt(parts: DevicesOptions, claim: DeviceClaim, o: ConnectOptions): Promise<Connecting> {
  const device = await parts.store.device(claim.deviceId);
  const entry = roleOf(device, claim.role);
  const because = whyAsk(claim, device, entry);
  if (device === undefined || entry === undefined || because !== undefined) {
    return fileRequest(parts, claim, { because: because ?? "unknown_device", joinCode: o.joinCode });
  }
  if (entry.token === undefined || entry.collect) return collected(parts, claim, device, entry);
  const wrong = checkToken(entry, o.token, parts.clock.now());
  if (wrong !== undefined) return { answer: refused(wrong) };
  const { hash } = entry.token;
  return { answer: { status: "connected", device, session: { ...sessionOf(claim), tokenHash: hash } } };
}

function whyAsk(
  claim: DeviceClaim,
  device: Device | undefined,
  entry: DeviceRole | undefined,
): RequestReason | undefined {
  if (device === undefined) return "unknown_device";
  if (entry === undefined) return "new_role";
  if (entry.revokedAt !== undefined) return "revoked";
  if (device.client.id !== claim.clientId || device.client.platform !== claim.platform) return "changed_client";
  return claim.scopes.every((scope) => entry.scopes.includes(scope)) ? undefined : "wider_scopes";
}

function checkToken(entry: DeviceRole, token: string | undefined, now: number): ConnectRefusal | undefined {
  if (token === undefined) return "token_required";
  const known = Buffer.from(entry.token?.hash ?? "", "hex");
  const given = Buffer.from(hashOf(token), "hex");
  if (known.length !== given.length || !timingSafeEqual(known, given)) return "token_mismatch";
  const { expiresAt } = entry.token ?? {};
  return expiresAt !== undefined && now >= expiresAt ? "token_expired" : undefined;
}

/** The device proved its key and has no token yet: it gets one, once. */
function collected(parts: DevicesOptions, claim: DeviceClaim, device: Device, entry: DeviceRole): Connecting {
  const { token, kept } = issueToken(parts);
  const next = { ...withRole(device, { ...entry, token: kept, collect: false }), version: device.version + 1 };
  const event = deviceEvent(parts, "token_issued", {
    actor: { kind: "system" },
    outcome: "done",
    deviceId: device.id,
    data: { role: claim.role },
  });
  return {
    answer: {
      status: "connected",
      device: next,
      session: { ...sessionOf(claim), tokenHash: kept.hash },
      token,
      ...(kept.expiresAt !== undefined && { expiresAt: kept.expiresAt }),
    },
    commit: {
      changes: [{ type: "put-device", device: next, expectedVersion: device.version }],
      events: [event],
    },
  };
}

function sessionOf({ deviceId, role, scopes }: DeviceClaim): {
  deviceId: string;
  role: typeof role;
  scopes: typeof scopes;
} {
  return { deviceId, role, scopes };
}

function refused(because: ConnectRefusal): ConnectOutcome {
  return { status: "refused", because };
}
