import { type ApprovalChange, createMemoryApprovals, type EventSink, type MemoryApprovals } from "@moltbot/approvals";
import type { Device } from "./device.ts";
import type { DeviceChange, DeviceStore, JoinCode } from "./store.ts";

/** A {@link DeviceStore} of one process, for tests and for programs that need no memory of their devices. `approvals`: a store of questions to share. */
export function createMemoryDevices(o: { record?: EventSink; approvals?: MemoryApprovals } = {}): DeviceStore {
  const approvals = o.approvals ?? createMemoryApprovals();
  const devices = new Map<string, Device>();
  const codes = new Map<string, JoinCode>();
  const check = (change: Exclude<DeviceChange, ApprovalChange>): string | undefined => {
    if (change.type === "put-join-code") return undefined;
    if (change.type === "use-join-code") return codes.has(change.hash) ? undefined : "the code is gone";
    const id = change.type === "put-device" ? change.device.id : change.id;
    return (devices.get(id)?.version ?? 0) === change.expectedVersion ? undefined : "the device has changed";
  };
  const apply = (change: Exclude<DeviceChange, ApprovalChange>): void => {
    if (change.type === "put-device") {
      const seen = devices.get(change.device.id)?.lastSeenAt;
      devices.set(change.device.id, { ...change.device, ...(seen !== undefined && { lastSeenAt: seen }) });
    } else if (change.type === "remove-device") devices.delete(change.id);
    else if (change.type === "put-join-code") codes.set(change.code.hash, change.code);
    else codes.delete(change.hash);
  };
  return {
    approvals,
    async device(id) {
      return devices.get(id);
    },
    async devices() {
      return [...devices.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },
    async byToken(hash) {
      return [...devices.values()].find(({ roles }) => roles.some(({ token }) => token?.hash === hash));
    },
    async versions(ids) {
      return new Map(
        ids.flatMap((id) => {
          const device = devices.get(id);
          return device === undefined ? [] : [[id, device.version] as const];
        }),
      );
    },
    async joinCode(hash) {
      return codes.get(hash);
    },
    async dropJoinCodes(now) {
      for (const [hash, code] of codes) if (now >= code.expiresAt) codes.delete(hash);
    },
    async touch(id, at) {
      const device = devices.get(id);
      if (device !== undefined && (device.lastSeenAt ?? 0) < at) devices.set(id, { ...device, lastSeenAt: at });
    },
    async commit({ changes, events }) {
      const questions = changes.filter(isAboutQuestion);
      const others = changes.filter(isAboutDevice);
      const because = approvals.check(questions) ?? others.map(check).find((text) => text !== undefined);
      if (because !== undefined) return { status: "conflict", because };
      approvals.apply(questions);
      others.forEach(apply);
      o.record?.(events);
      return { status: "committed" };
    },
  };
}

function isAboutQuestion(change: DeviceChange): change is ApprovalChange {
  return change.type === "file" || change.type === "update";
}

function isAboutDevice(change: DeviceChange): change is Exclude<DeviceChange, ApprovalChange> {
  return !isAboutQuestion(change);
}
