import type { Actor, DomainEvent, EventOutcome, JsonObject } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import { approvalEvent } from "./events.ts";
import type { Grant } from "./grant.ts";
import type { RunOutcome } from "./run.ts";

/** When, who, and under which policy. */
export interface Stamp {
  readonly at: number;
  readonly actor: Actor;
  readonly policy?: string;
}

/**
 * An event about a grant, with the grant's id as `ref` and the requester of its question, when known, as `subject`. The
 * session can name a person: it goes into `personal`.
 */
export function grantEvent(
  grant: Grant,
  verb: "granted" | "grant_used" | "grant_revoked",
  o: Stamp & { reason?: string; subject?: DomainEvent["subject"]; session?: string },
): DomainEvent {
  const { subject, session = grant.session, ...stamp } = o;
  const data: JsonObject = {
    approval: grant.approval,
    scope: grant.scope,
    agent: grant.agent,
    ...(grant.expiresAt === undefined ? {} : { expiresAt: grant.expiresAt }),
  };
  return {
    event: `${grant.kind}.${verb}`,
    ...stamp,
    outcome: verb === "grant_used" ? "allowed" : "done",
    ref: grant.id,
    ...(subject === undefined ? {} : { subject }),
    data,
    ...(session === undefined ? {} : { personal: { session } }),
  };
}

const verdicts: Readonly<Record<RunOutcome, EventOutcome>> = {
  exited: "done",
  refused: "denied",
  lapsed: "denied",
  cancelled: "done",
  "timed-out": "failed",
  "output-limit": "failed",
  failed: "failed",
  lost: "failed",
};

/** States that a run began: `exec.claimed`. */
export function claimedEvent(approval: Approval, stamp: Stamp): DomainEvent {
  return approvalEvent(approval, "claimed", { ...stamp, outcome: "done" });
}

/** States how a run ended: `exec.finished` with its outcome as the reason, or `exec.lapsed`. */
export function endedEvent(
  approval: Approval,
  end: { readonly outcome: RunOutcome; readonly code?: number },
  stamp: Stamp,
): DomainEvent {
  const { outcome, code } = end;
  return approvalEvent(approval, outcome === "lapsed" ? "lapsed" : "finished", {
    ...stamp,
    outcome: verdicts[outcome],
    reason: outcome,
    ...(code === undefined ? {} : { data: { code } }),
  });
}

/** States that a run's process died before it said how it ended: `exec.lost`. */
export function lostEvent(approval: string, stamp: Stamp): DomainEvent {
  return { event: "exec.lost", ...stamp, outcome: "failed", ref: approval, reason: "lost" };
}
