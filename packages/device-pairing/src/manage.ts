import { type Approval, type Attempt, approvalEvent, cancelApproval } from "@moltbot/approvals";
import { MoltbotError, plainText } from "@moltbot/core";
import { type Caller, mayManage } from "./caller.ts";
import { requestSubject } from "./file.ts";
import type { DeviceOutcome } from "./outcomes.ts";
import { carryOut, type DevicesOptions, deviceEvent, deviceKind, forbidden } from "./parts.ts";
import type { Role } from "./scopes.ts";
import type { DeviceCommit } from "./store.ts";

const roles: readonly Role[] = ["operator", "node"];

/** See `Devices.remove`: what it asked for goes with it, so that no old request brings it back. */
export function removeDevice(parts: DevicesOptions, deviceId: string, by: Caller): Promise<DeviceOutcome> {
  return carryOut(parts, async (): Promise<Attempt<DeviceOutcome, DeviceCommit>> => {
    const refusal = mayManage(by, deviceId);
    if (refusal !== undefined) return forbidden(parts, by, deviceId, refusal);
    const device = await parts.store.device(deviceId);
    if (device === undefined) return { answer: { status: "not_found" } };
    const now = parts.clock.now();
    const waiting = await pendingOf(parts, deviceId);
    const ended = waiting.map((one) => ({ one, after: cancelApproval(one, { now, because: "device_removed" }) }));
    const stamp = { at: now, actor: by.actor, outcome: "done", policy: parts.rules().policy } as const;
    return {
      answer: { status: "done", device },
      commit: {
        changes: [
          ...ended.map(({ one, after }) => ({
            type: "update" as const,
            approval: after,
            expectedVersion: one.version,
          })),
          { type: "remove-device", id: deviceId, expectedVersion: device.version },
        ],
        events: [
          ...ended.map(({ after }) => approvalEvent(after, after.status, { ...stamp, reason: "device_removed" })),
          deviceEvent(parts, "removed", { actor: by.actor, outcome: "done", deviceId }),
        ],
      },
    };
  });
}

/**
 * See `Devices.label`.
 * @throws MoltbotError `invalid` for a label that is empty or longer than 64 characters
 */
export function labelDevice(
  parts: DevicesOptions,
  o: { deviceId: string; label: string },
  by: Caller,
): Promise<DeviceOutcome> {
  const label = plainText(o.label, 65);
  if (label === "" || [...label].length > 64) {
    throw new MoltbotError("invalid", "A device's name has 1 to 64 characters", { hint: "Write a shorter name." });
  }
  return carryOut(parts, async (): Promise<Attempt<DeviceOutcome, DeviceCommit>> => {
    const refusal = mayManage(by, o.deviceId);
    if (refusal !== undefined) return forbidden(parts, by, o.deviceId, refusal);
    const device = await parts.store.device(o.deviceId);
    if (device === undefined) return { answer: { status: "not_found" } };
    if (device.label === label) return { answer: { status: "unchanged", device } };
    const next = { ...device, label, version: device.version + 1 };
    const event = deviceEvent(parts, "labelled", { actor: by.actor, outcome: "done", deviceId: device.id });
    return {
      answer: { status: "done", device: next },
      commit: {
        changes: [{ type: "put-device", device: next, expectedVersion: device.version }],
        events: [event],
      },
    };
  });
}

async function pendingOf({ store }: DevicesOptions, deviceId: string): Promise<readonly Approval[]> {
  const found = await Promise.all(
    roles.map((role) => store.approvals.findPending(deviceKind, requestSubject(deviceId, role))),
  );
  return found.filter((one) => one !== undefined);
}
