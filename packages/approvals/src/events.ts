import { type Actor, type DomainEvent, isId, type JsonObject, plainText } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import type { Ballot, VoteOutcome } from "./vote.ts";

/** What an event adds to its question. */
export interface EventDetails {
  readonly at: number;
  readonly actor: Actor;
  readonly outcome: DomainEvent["outcome"];
  readonly reason?: string;
  readonly policy?: string;
  readonly data?: JsonObject;
  readonly personal?: JsonObject;
}

/** An event about a question: named `<kind>.<verb>`, with the question's id as `ref` and its requester as `subject`. */
export function approvalEvent(approval: Approval, verb: string, details: EventDetails): DomainEvent {
  return {
    event: `${approval.kind}.${verb}`,
    ...details,
    ref: approval.id,
    ...(approval.requester === undefined ? {} : { subject: approval.requester }),
  };
}

const reasons: Readonly<Record<string, string>> = { already: "already_decided", expired: "expired" };

/**
 * Everything one answer states: `<kind>.vote` and what it decided, or `<kind>.refused` when it did not count. `before`
 * is the question as it was read, so that an expiry is stated once, by who writes it.
 */
export function voteEvents(
  before: Approval,
  outcome: VoteOutcome,
  o: { ballot: Ballot; actor: Actor; now: number; policy?: string },
): readonly DomainEvent[] {
  const { approval } = outcome;
  const base = { at: o.now, actor: o.actor, ...(o.policy === undefined ? {} : { policy: o.policy }) };
  const answer = { decision: o.ballot.decision, via: o.ballot.via };
  const vote = (data: JsonObject): DomainEvent =>
    approvalEvent(approval, "vote", { ...base, outcome: "done", data: { ...answer, ...data } });
  switch (outcome.status) {
    case "voted":
      return [vote({ have: outcome.have, need: outcome.need, ...(approval === before ? { repeated: true } : {}) })];
    case "approved":
      return [vote({}), approvalEvent(approval, "approved", { ...base, outcome: "allowed", reason: "quorum" })];
    case "denied":
      return [vote({}), approvalEvent(approval, "denied", { ...base, outcome: "denied", reason: "denied" })];
    default: {
      const reason = outcome.status === "forbidden" ? outcome.because : (reasons[outcome.status] ?? outcome.status);
      const refused = approvalEvent(approval, "refused", { ...base, outcome: "denied", reason, data: answer });
      return approval === before ? [refused] : [expiredEvent(approval, base), refused];
    }
  }
}

/** States that a question's time was over. */
export function expiredEvent(approval: Approval, o: { at: number; policy?: string }): DomainEvent {
  const policy = o.policy === undefined ? {} : { policy: o.policy };
  return approvalEvent(approval, "expired", {
    at: o.at,
    actor: { kind: "system" },
    outcome: "denied",
    reason: "timeout",
    ...policy,
  });
}

/** States that somebody answered a question that does not exist. What they typed is theirs: it goes into `personal`. */
export function unknownIdEvent(
  id: string,
  o: { at: number; actor: Actor; policy?: string; area?: string },
): DomainEvent {
  const { area = "approval", ...stamp } = o;
  return {
    event: `${area}.refused`,
    ...stamp,
    outcome: "denied",
    reason: "not_found",
    ...(isId(id) ? { ref: id } : { personal: { typed: plainText(id, 64) } }),
  };
}
