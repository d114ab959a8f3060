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
import { type DomainEvent, formatPrincipal, isId, isMoltbotError, type Principal } from "@moltbot/core";
import { countingRules, onAnyAccount, rightOf } from "./electorate.ts";
import { letIn } from "./grant.ts";
import type { Pin } from "./identities/store.ts";
import type { Decider, DecisionOutcome, PairingRules } from "./pairing.ts";
import { actorOf, carryOut, isBlocked, nameOf, type PairingOptions } from "./parts.ts";
import type { PairingChange, PairingCommit } from "./store.ts";
import { electorateFor, mayAnswer, votersIn } from "./voting.ts";

type Decision = Attempt<DecisionOutcome, PairingCommit>;

const hourMs = 3_600_000;
/** Ids that do not exist, which one person, and all of an account together, may try in an hour. */
const guesses = { person: { limit: 10, windowMs: hourMs }, account: { limit: 100, windowMs: hourMs } };

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
  if (stored === undefined || stored.kind !== "pairing" || stored.requester === undefined) {
    return noSuchRequest(parts, answer);
  }
  if (stored.status === "pending" && (await isBlocked(parts, stored.requester, rules))) {
    if (await mayAnswer(parts, answer.by)) return withdrawn(parts, stored);
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
  const ballots = [...before.votes.filter(({ by }) => by !== ballot.by), ballot];
  const late = before.payload["escalatedAt"] !== undefined;
  const electorate = await electorateFor(parts, { rules, late, requester: who, voters: votersIn(ballots) });
  const counting = countingRules(electorate, ballots);
  const outcome = castVote(before, ballot, { ...counting, now });
  const { approval } = outcome;
  const update: readonly PairingChange[] =
    approval === before ? [] : [{ type: "update", approval, expectedVersion: before.version }];
  const right = ballot.from && rightOf(ballot.from, electorate);
  const events = voteEvents(before, outcome, { ballot, actor: actorOf(answer.by), now, policy: rules.policy }).map(
    (event) => (right?.kind === "delegated" ? inTheNameOf(right.from, event) : event),
  );
  if (outcome.status !== "approved") return { answer: toDecision(outcome), commit: { changes: update, events } };
  const { payload } = approval;
  const user = await parts.store.user(who);
  const via = { now, via: approval.id, approvedBy: [...approvers(approval, counting)] };
  const pinned = pinOf(who, payload, { pinnedAt: now, pinnedBy: via.approvedBy, via: approval.id });
  const entered = letIn(who, rules, { ...via, ...(user === undefined ? {} : { before: user }) });
  return {
    answer: { status: "approved", approval, grant: entered.grant, session: entered.session },
    commit: { changes: [...update, putUser(who, payload, approval.createdAt), ...entered.changes, ...pinned], events },
  };
}

/** A delegate's answer says whose vote it was. */
function inTheNameOf(from: { channel: string; id: string }, event: DomainEvent): DomainEvent {
  if (event.event !== "pairing.vote") return event;
  const name = formatPrincipal(onAnyAccount(from));
  return { ...event, data: { ...event.data, delegated: true }, personal: { ...event.personal, inTheNameOf: name } };
}

function ballotOf(answer: Answer, rules: PairingRules): Ballot {
  const { by, decision } = answer;
  return { by: nameOf(by, rules), decision, via: by.via, ...(by.kind === "person" ? { from: by.principal } : {}) };
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

/** From an approval on, the entry that they claimed means their stable id (DESIGN "Claims"). */
function pinOf(
  principal: Principal,
  { claim: entry }: Approval["payload"],
  o: Pick<Pin, "pinnedAt" | "pinnedBy" | "via">,
): readonly PairingChange[] {
  return typeof entry === "string" ? [{ type: "pin", pin: { principal, entry, ...o } }] : [];
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

/** Whoever may not decide learns nothing about which requests exist, and nobody tries out many ids. */
async function noSuchRequest(parts: PairingOptions, answer: Answer): Promise<Decision> {
  const allowed = await mayAnswer(parts, answer.by);
  const retryAfterMs = allowed ? await guessed(parts, answer.by) : 0;
  if (retryAfterMs > 0) return { answer: { status: "limited", retryAfterMs } };
  const event = unknownIdEvent(answer.id, {
    at: parts.clock.now(),
    actor: actorOf(answer.by),
    policy: parts.rules().policy,
    area: "pairing",
  });
  const reason = allowed ? "not_found" : "not_approver";
  return {
    answer: allowed ? { status: "not_found" } : { status: "forbidden", because: "not_approver" },
    commit: { changes: [], events: [{ ...event, reason }] },
  };
}

/** How long to wait before the next try; 0 when this one may pass. A limiter that is out of reach limits. */
async function guessed(parts: PairingOptions, by: Decider): Promise<number> {
  if (by.kind === "operator") return 0;
  const { channel, account } = by.principal;
  const now = parts.clock.now();
  try {
    const own = await parts.limiter.hit(`pairing-guess:${parts.rules().personOf(by.principal)}`, guesses.person, now);
    if (!own.allowed) return own.retryAfterMs;
    const all = await parts.limiter.hit(`pairing-guesses:${channel}/${account}`, guesses.account, now);
    return all.allowed ? 0 : all.retryAfterMs;
  } catch (error) {
    if (isMoltbotError(error) && error.code !== "unavailable") throw error;
    return 30_000;
  }
}
