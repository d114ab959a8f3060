import {
  type Approval,
  type Attempt,
  approvalEvent,
  approvers,
  type Ballot,
  castVote,
  settle,
  unknownIdEvent,
  type VoteOutcome,
  voteEvents,
} from "@moltbot/approvals";
import { isId, type Principal, principalKey } from "@moltbot/core";
import { letIn } from "./grant.ts";
import type { Decider, DecisionOutcome, PairingRules } from "./pairing.ts";
import { actorOf, carryOut, isBlocked, mayDecide, nameOf, operatorName, type PairingOptions } from "./parts.ts";
import type { PairingChange, PairingCommit } from "./store.ts";

type Decision = Attempt<DecisionOutcome, PairingCommit>;

/** One answer on its way. */
interface Answer {
  readonly id: string;
  readonly by: Decider;
  readonly decision: "approve" | "deny";
}

/** Counts one answer to a pairing request; the last one that is needed also lets the person in, in the same commit. */
export function decideRequest(parts: PairingOptions, answer: Answer): Promise<DecisionOutcome> {
  return carryOut(parts, () => attempt(parts, answer));
}

async function attempt(parts: PairingOptions, answer: Answer): Promise<Decision> {
  const rules = parts.rules();
  const stored = isId(answer.id, "pair") ? await parts.store.approvals.get(answer.id) : undefined;
  const allowed = await mayDecide(parts, answer.by, rules);
  if (stored === undefined || stored.kind !== "pairing" || stored.requester === undefined) {
    // Whoever may not decide learns nothing about which requests exist.
    return unknown(parts, answer, allowed ? { status: "not_found" } : { status: "forbidden", because: "not_approver" });
  }
  if (allowed && stored.status === "pending" && (await isBlocked(parts, stored.requester, rules))) {
    return withdrawn(parts, stored);
  }
  return counted(parts, answer, tightened(stored, rules), stored.requester);
}

/** A request counts by the stricter of the rules when it was filed and the rules now. */
function tightened(stored: Approval, rules: PairingRules): Approval {
  const looser = stored.status === "pending" && stored.required < rules.requiredApprovals;
  return looser ? { ...stored, required: rules.requiredApprovals } : stored;
}

async function counted(parts: PairingOptions, answer: Answer, before: Approval, who: Principal): Promise<Decision> {
  const rules = parts.rules();
  const now = parts.clock.now();
  const ballot = ballotOf(answer, rules);
  const blocked = await blockedVoters(parts, [...before.votes, ballot], rules);
  const counting = {
    mayDecide: ({ from, by }: Ballot): boolean =>
      from === undefined ? by === operatorName : rules.isApprover(from) && !blocked.has(principalKey(from)),
    personOf: ({ from, by }: Ballot): string => (from === undefined ? by : rules.personOf(from)),
    requester: rules.personOf(who),
  };
  const outcome = castVote(before, ballot, { ...counting, now });
  const { approval } = outcome;
  const update: readonly PairingChange[] =
    approval === before ? [] : [{ type: "update", approval, expectedVersion: before.version }];
  const events = voteEvents(before, outcome, { ballot, actor: actorOf(answer.by), now, policy: rules.policy });
  if (outcome.status !== "approved") return { answer: toDecision(outcome), commit: { changes: update, events } };
  const { payload } = approval;
  const entered = letIn(who, rules, { now, via: approval.id, approvedBy: [...approvers(approval, counting)] });
  return {
    answer: { status: "approved", approval, grant: entered.grant, session: entered.session },
    commit: { changes: [...update, putUser(who, payload, approval.createdAt), ...entered.changes], events },
  };
}

function ballotOf(answer: Answer, rules: PairingRules): Ballot {
  const { by, decision } = answer;
  return { by: nameOf(by, rules), decision, via: by.via, ...(by.kind === "person" ? { from: by.principal } : {}) };
}

async function blockedVoters(
  parts: PairingOptions,
  ballots: readonly Ballot[],
  rules: PairingRules,
): Promise<ReadonlySet<string>> {
  const voters = new Map(ballots.flatMap(({ from }) => (from === undefined ? [] : [[principalKey(from), from]])));
  const blocked = await Promise.all(
    [...voters].map(async ([key, who]) => ((await isBlocked(parts, who, rules)) ? [key] : [])),
  );
  return new Set(blocked.flat());
}

function toDecision(outcome: Exclude<VoteOutcome, { status: "approved" }>): DecisionOutcome {
  if (outcome.status === "forbidden") return { status: "forbidden", because: outcome.because };
  return outcome;
}

/** Their row as the request described them; a row seen later stays as it is. */
function putUser(principal: Principal, payload: Approval["payload"], seenAt: number): PairingChange {
  const text = (name: string): object => (typeof payload[name] === "string" ? { [name]: payload[name] } : {});
  const profile = { ...text("displayName"), ...text("username"), ...text("phone") };
  return { type: "put-user", principal, profile, seenAt };
}

/** A request of somebody who was blocked at the very moment they asked: nobody can approve it any more. */
function withdrawn(parts: PairingOptions, stored: Approval): Decision {
  const at = parts.clock.now();
  const approval = settle(stored, { status: "cancelled", at, because: "blocked" });
  const details = { at, actor: { kind: "system" }, outcome: "done", reason: "blocked" } as const;
  return {
    answer: { status: "already", approval },
    commit: {
      changes: [{ type: "update", approval, expectedVersion: stored.version }],
      events: [approvalEvent(approval, "cancelled", { ...details, policy: parts.rules().policy })],
    },
  };
}

function unknown(parts: PairingOptions, answer: Answer, outcome: DecisionOutcome): Decision {
  const event = unknownIdEvent(answer.id, {
    at: parts.clock.now(),
    actor: actorOf(answer.by),
    policy: parts.rules().policy,
    area: "pairing",
  });
  const reason = outcome.status === "forbidden" ? outcome.because : "not_found";
  return { answer: outcome, commit: { changes: [], events: [{ ...event, reason }] } };
}
