import { type Approval, type ApprovalStore, approvalEvent, expireApproval, settle } from "@moltbot/approvals";
import { type DomainEvent, type Principal, principalKey } from "@moltbot/core";
import type { Decider, PairingRules } from "./pairing.ts";
import { actorOf, nameOf } from "./parts.ts";
import type { PairingChange } from "./store.ts";

/** A request that an act on a person ends. */
export interface Ended {
  readonly approval: Approval;
  readonly change: PairingChange;
  readonly event: DomainEvent;
}

/** How it ends, and by whom. */
export interface Ending {
  readonly status: "approved" | "cancelled";
  readonly because: string;
  readonly by: Decider;
  readonly rules: PairingRules;
  readonly now: number;
}

/** What these identities asked for and nobody answered, of any kind. Lists can be behind, so each is read again. */
export async function requestsOf(
  approvals: ApprovalStore,
  identities: readonly { readonly principal: Principal }[],
): Promise<readonly Approval[]> {
  const keys = new Set(identities.map(({ principal }) => principalKey(principal)));
  const listed = (await approvals.pending()).filter(
    ({ requester }) => requester !== undefined && keys.has(principalKey(requester)),
  );
  const current = await Promise.all(listed.map(({ id }) => approvals.get(id)));
  return current.flatMap((approval) => (approval?.status === "pending" ? [approval] : []));
}

/** Ends a pending request the way an act does, or lets it expire when its time was over anyway. */
export function endRequest(stored: Approval, { status, because, by, rules, now }: Ending): Ended {
  const current = expireApproval(stored, now);
  const name = nameOf(by, rules);
  const vote = { by: name, decision: "approve", at: now, via: by.via } as const;
  const votes = [...current.votes.filter((other) => other.by !== name), vote];
  const voted = status === "approved" && current.status === "pending" ? { ...current, votes } : current;
  const approval = settle(voted, { status, at: now, because });
  const verb = approval.status === "expired" ? "expired" : status;
  const details = { at: now, actor: actorOf(by), policy: rules.policy, reason: approval.because ?? because };
  return {
    approval,
    change: { type: "update", approval, expectedVersion: stored.version },
    event: approvalEvent(approval, verb, { ...details, outcome: status === "approved" ? "allowed" : "done" }),
  };
}
