import type { MirroredStore } from "@moltbot/approvals";
import type { PairingStore } from "@moltbot/pairing";

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
        await approvals.mirrored(commit.changes.filter((change) => change.type === "file" || change.type === "update"));
      }
      return result;
    },
  };
}
