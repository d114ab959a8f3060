import type { Approval, ApprovalStore, PendingMirror } from "@moltbot/approvals";
import { type Logger, messageOf } from "@moltbot/core";
import type { PairingStore } from "@moltbot/pairing";

/**
 * A {@link PairingStore} whose requests are mirrored like those of `approvals`: people and requests are written in one
 * transaction, so what that transaction changed about requests is shown to the mirror afterwards.
 */
export function mirroredPairing(
  store: PairingStore,
  d: { approvals: ApprovalStore; mirror: PendingMirror; log: Logger },
): PairingStore {
  return {
    ...store,
    approvals: d.approvals,
    async commit(commit) {
      const result = await store.commit(commit);
      if (result.status === "committed") {
        for (const change of commit.changes) {
          if (change.type === "file" || change.type === "update") await reflect(d, change.approval);
        }
      }
      return result;
    },
  };
}

async function reflect(d: { mirror: PendingMirror; log: Logger }, approval: Approval): Promise<void> {
  try {
    if (approval.status === "pending") await d.mirror.put(approval);
    else await d.mirror.remove(approval.id);
  } catch (error) {
    d.log.warn("the mirror of pending requests is out of reach", { error: messageOf(error) });
  }
}
