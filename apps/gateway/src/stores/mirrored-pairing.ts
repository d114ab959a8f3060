import type { ApprovalChange, MirroredStore } from "@moltbot/approvals";
import type { PairingChange, PairingStore } from "@moltbot/pairing";

/**
 * A {@link PairingStore} whose requests are mirrored like those of `approvals`: people and requests are written in one
 * transaction, so what that transaction changed about requests is shown to the mirror afterwards.
 */
export function mirroredPairing(store: PairingStore, approvals: MirroredStore): PairingStore {
  return {
    ...store,
    approvals,
    async commit(commit) {
      const result = await store.commit(commit);
      if (result.status === "committed") {
        await approvals.mirrored(commit.changes.flatMap(questionIn));
      }
      return result;
    },
  };
}

/** What a change does to a question; one that is discarded has ended. */
function questionIn(change: PairingChange): ApprovalChange[] {
  if (change.type === "discard") return [{ ...change, type: "update" }];
  return change.type === "file" || change.type === "update" ? [change] : [];
}
