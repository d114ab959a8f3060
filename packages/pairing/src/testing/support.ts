import type { Approval } from "@moltbot/approvals";
import { sampleApproval, sampleNow } from "@moltbot/approvals/testing";
import type { Principal } from "@moltbot/core";
import { type Grant, type PairingChange, type PairingStore, pairingSubject } from "../store.ts";

/** The same data opened twice, as two processes would. `close` drops it. */
export interface OpenedPairing {
  readonly a: PairingStore;
  readonly b: PairingStore;
  close(): Promise<void>;
}

/** When samples start. */
export const start = sampleNow;

/** Somebody on Telegram. */
export const person = (id: string, account = "default"): Principal => ({ channel: "telegram", account, id });

/** Their pending request. */
export const sampleRequest = (who: Principal, o: { now?: number } = {}): Approval =>
  sampleApproval({ ...o, subject: pairingSubject(who), requester: who });

/** Their grant. */
export const sampleGrant = (who: Principal, o: Partial<Grant> = {}): Grant => ({
  principal: who,
  grantedAt: start,
  via: "forced",
  approvedBy: ["operator", "alice"],
  ...o,
});

/** Makes their row. */
export const seen = (who: Principal, seenAt = start, profile = {}): PairingChange => ({
  type: "put-user",
  principal: who,
  profile,
  seenAt,
});

/** Writes changes without events and gives back the status. */
export const write = async (store: PairingStore, ...changes: PairingChange[]): Promise<string> =>
  (await store.commit({ changes, events: [] })).status;

/** Runs `use` on freshly opened data and closes it. */
export function withStores(open: () => Promise<OpenedPairing>, use: (o: OpenedPairing) => Promise<void>) {
  return async (): Promise<void> => {
    const stores = await open();
    try {
      await use(stores);
    } finally {
      await stores.close();
    }
  };
}
