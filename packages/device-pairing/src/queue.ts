import { type Approval, expireApproval, expiredEvent, isOverdue } from "@moltbot/approvals";
import type { Caller } from "./caller.ts";
import type { VisibleDevice } from "./outcomes.ts";
import { type DevicesOptions, deviceKind } from "./parts.ts";
import { hasScope } from "./scopes.ts";

/** See `Devices.pending`: for those who may answer. */
export async function visibleRequests({ store, clock }: DevicesOptions, by: Caller): Promise<readonly Approval[]> {
  if (!hasScope(by.scopes, "operator.pairing")) return [];
  const listed = await store.approvals.pending({ kind: deviceKind });
  return listed.filter((one) => !isOverdue(one, clock.now()));
}

/** See `Devices.list`. */
export async function visibleDevices({ store }: DevicesOptions, by: Caller): Promise<readonly VisibleDevice[]> {
  const isAdmin = hasScope(by.scopes, "operator.admin");
  const all = await store.devices();
  return all.filter(({ id }) => isAdmin || id === by.deviceId).map(({ publicKey: _, ...device }) => device);
}

/** See `Devices.expire`. */
export async function expireRequests({ store, clock }: DevicesOptions): Promise<readonly Approval[]> {
  const now = clock.now();
  await store.dropJoinCodes(now);
  const ended: Approval[] = [];
  for (const listed of await store.approvals.pending({ kind: deviceKind })) {
    if (!isOverdue(listed, now)) continue;
    const approval = expireApproval(listed, now);
    const result = await store.commit({
      changes: [{ type: "update", approval, expectedVersion: listed.version }],
      events: [expiredEvent(approval, { at: now })],
    });
    if (result.status === "committed") ended.push(approval);
  }
  return ended;
}
