import type { Attempt } from "@moltbot/approvals";
import { type Caller, mayManage } from "./caller.ts";
import { type Device, type DeviceRole, type DeviceSession, holds, roleOf, withRole } from "./device.ts";
import type { DeviceOutcome, RotateOutcome } from "./outcomes.ts";
import { carryOut, type DevicesOptions, deviceEvent, forbidden, hashOf, issueToken } from "./parts.ts";
import { missingScope, type Role, roleScopes, type Scope } from "./scopes.ts";
import type { DeviceCommit } from "./store.ts";

/** See `Devices.authenticate`. */
export async function authenticate(parts: DevicesOptions, token: string): Promise<DeviceSession | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const hash = hashOf(token);
  const device = await parts.store.byToken(hash);
  const entry = device?.roles.find((one) => one.token?.hash === hash);
  if (device === undefined || entry === undefined) return undefined;
  const session = { deviceId: device.id, role: entry.role, scopes: entry.scopes, tokenHash: hash };
  if (!holds(device, session, parts.clock.now())) return undefined;
  await parts.store.touch(device.id, parts.clock.now());
  return session;
}

/** See `Devices.rotate`: scopes can only shrink, and revoked stays revoked (SPEC R4.3). */
export function rotate(
  parts: DevicesOptions,
  o: { deviceId: string; role: Role; scopes?: readonly Scope[] },
  by: Caller,
): Promise<RotateOutcome> {
  return carryOut(parts, async (): Promise<Attempt<RotateOutcome, DeviceCommit>> => {
    const refusal = mayManage(by, o.deviceId);
    if (refusal !== undefined) return forbidden(parts, by, o.deviceId, refusal);
    const device = await parts.store.device(o.deviceId);
    const entry = roleOf(device, o.role);
    if (device === undefined || entry === undefined) return { answer: { status: "not_found" } };
    if (entry.revokedAt !== undefined) return { answer: { status: "revoked" } };
    const scopes = o.scopes ?? entry.scopes;
    const wider = scopes.some((scope) => !entry.scopes.includes(scope));
    if (
      wider ||
      missingScope(by.scopes, scopes) !== undefined ||
      missingScope(roleScopes[o.role], scopes) !== undefined
    ) {
      return forbidden(parts, by, o.deviceId, "beyond_your_scopes");
    }
    return rotated(parts, by, { device, entry, scopes });
  });
}

/** Only the device itself is told its new token; for anybody else the device fetches one when it next proves itself. */
function rotated(
  parts: DevicesOptions,
  by: Caller,
  { device, entry, scopes }: { device: Device; entry: DeviceRole; scopes: readonly Scope[] },
): Attempt<RotateOutcome, DeviceCommit> {
  const isOwn = by.deviceId === device.id;
  const { token, kept } = issueToken(parts);
  const { token: _, ...rest } = entry;
  const next: Device = {
    ...withRole(device, { ...rest, scopes, collect: !isOwn, ...(isOwn && { token: kept }) }),
    version: device.version + 1,
  };
  const commit = put(parts, by, { device, next, name: "token_rotated", role: entry.role });
  if (!isOwn) return { answer: { status: "done", device: next }, commit };
  const { expiresAt } = kept;
  return {
    answer: { status: "rotated", device: next, token, ...(expiresAt !== undefined && { expiresAt }) },
    commit,
  };
}

/** See `Devices.revoke`. Final. */
export function revoke(parts: DevicesOptions, o: { deviceId: string; role: Role }, by: Caller): Promise<DeviceOutcome> {
  return carryOut(parts, async (): Promise<Attempt<DeviceOutcome, DeviceCommit>> => {
    const refusal = mayManage(by, o.deviceId);
    if (refusal !== undefined) return forbidden(parts, by, o.deviceId, refusal);
    const device = await parts.store.device(o.deviceId);
    const entry = roleOf(device, o.role);
    if (device === undefined || entry === undefined) return { answer: { status: "not_found" } };
    if (entry.revokedAt !== undefined) return { answer: { status: "unchanged", device } };
    const { token: _, ...rest } = entry;
    const next: Device = {
      ...withRole(device, { ...rest, collect: false, revokedAt: parts.clock.now() }),
      version: device.version + 1,
    };
    const commit = put(parts, by, { device, next, name: "token_revoked", role: o.role });
    return { answer: { status: "done", device: next }, commit };
  });
}

function put(
  parts: DevicesOptions,
  by: Caller,
  o: { device: Device; next: Device; name: string; role: Role },
): DeviceCommit {
  const event = deviceEvent(parts, o.name, {
    actor: by.actor,
    outcome: "done",
    deviceId: o.device.id,
    data: { role: o.role },
  });
  return {
    changes: [{ type: "put-device", device: o.next, expectedVersion: o.device.version }],
    events: [event],
  };
}
