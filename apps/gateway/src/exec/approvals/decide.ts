import {
  type Approval,
  type Attempt,
  agreedScope,
  approvalEvent,
  approvers,
  type Ballot,
  castVote,
  type GrantScope,
  settle,
  unknownIdEvent,
  type VoteOutcome,
  type VoteRules,
  voteEvents,
} from "@moltbot/approvals";
import { type DomainEvent, isId, MoltbotError, type Principal, principalKey } from "@moltbot/core";
import type { Decider } from "@moltbot/pairing";
import type { EndReason, ExecDecision } from "../exec-approvals.ts";
import { isForChat } from "./cards.ts";
import { answerFor } from "./notices.ts";
import { actorOf, type ExecCommit, type ExecParts, type ExecRules, isBlocked, mayDecide, voterName } from "./parts.ts";
import { type ExecPayload, readExecPayload } from "./payload.ts";
import { type ApprovalMode, offeredScopes, stricterMode, usualScope } from "./scopes.ts";
import { operatorName } from "./voters.ts";
import { changedIn } from "./write.ts";

/** One answer on its way. */
export interface Answer {
  readonly id: string;
  readonly by: Decider;
  readonly decision: "approve" | "deny";
  readonly scope?: GrantScope;
}

/** What came of counting; `rests`: the question with only the votes that counted. */
export type Counted =
  | Exclude<ExecDecision, { status: "approved" }>
  | (Extract<ExecDecision, { status: "approved" }> & { readonly rests: Approval });

type Decision = Attempt<Counted, ExecCommit>;

/** Decides on one question, from what is stored now; whoever writes the result decides again on conflict. */
export async function decideCommand(parts: ExecParts, answer: Answer): Promise<Decision> {
  const rules = parts.rules();
  const stored = isId(answer.id, "exec") ? await parts.store.approvals.get(answer.id) : undefined;
  const allowed = await mayDecide(parts, answer.by, rules);
  if (stored === undefined || stored.kind !== "exec" || stored.requester === undefined) {
    // Whoever may not decide learns nothing about which requests exist.
    return unknown(parts, answer, allowed ? { status: "not_found" } : { status: "forbidden", because: "not_approver" });
  }
  if (allowed && stored.status === "pending" && (await isBlocked(parts, stored.requester, rules))) {
    const commit = withdrawal(parts, stored, rules);
    const [approval = stored] = changedIn(commit);
    return { answer: { status: "already", approval }, commit };
  }
  const payload = readExecPayload(stored);
  if (payload === undefined && allowed && answer.decision === "approve") {
    throw new MoltbotError("invalid", "The stored command is damaged, so nobody can approve it", { hint: "Deny it." });
  }
  return counted(parts, answer, { before: stored, who: stored.requester, payload, rules });
}

interface Matter {
  readonly before: Approval;
  readonly who: Principal;
  readonly payload: ExecPayload | undefined;
  readonly rules: ExecRules;
}

async function counted(parts: ExecParts, answer: Answer, matter: Matter): Promise<Decision> {
  const { rules, who, payload } = matter;
  const settings = payload === undefined ? undefined : rules.settings(payload.agentId);
  const before = tightened(matter.before, settings?.requiredApprovals ?? 1);
  const mode = payload && settings ? stricterMode(payload.mode, settings.approvalMode) : "always";
  const now = parts.clock.now();
  const ballot = ballotOf(answer, mode, rules);
  const counting = await votingRules(parts, [...before.votes, ballot], who, rules);
  const outcome = castVote(before, ballot, { ...counting, now });
  const refusal = refusedYes(answer, outcome, mode);
  if (refusal !== undefined) return { answer: refusal, commit: refusedCommit(answer, refusal, now, rules) };
  const { approval } = outcome;
  const own = rules.voters.personOf(who) === ballot.by;
  const events = voteEvents(before, outcome, { ballot, actor: actorOf(answer.by), now, policy: rules.policy.version });
  const ended = approval !== before && approval.status !== "pending";
  return {
    answer: toDecision(outcome, counting, mode),
    commit: {
      changes: approval === before ? [] : [{ type: "update", approval, expectedVersion: before.version }],
      events: events.map((event) => withFacts(event, ballot, own)),
      notices: ended ? answerFor(approval, answer.by) : [],
    },
  };
}

/** A question counts by the stricter of the rules when it was filed and the rules now. */
function tightened(stored: Approval, required: number): Approval {
  return stored.status === "pending" && stored.required < required ? { ...stored, required } : stored;
}

function ballotOf(answer: Answer, mode: ApprovalMode, rules: ExecRules): Ballot {
  const { by, decision, scope = usualScope(mode) } = answer;
  return {
    by: voterName(by, rules),
    decision,
    via: by.via,
    ...(decision === "approve" ? { scope } : {}),
    ...(by.kind === "person" ? { from: by.principal } : {}),
  };
}

async function votingRules(
  parts: ExecParts,
  ballots: readonly Ballot[],
  who: Principal,
  rules: ExecRules,
): Promise<Omit<VoteRules, "now">> {
  const { policy, voters } = rules;
  const asked = new Map(ballots.flatMap(({ from }) => (from === undefined ? [] : [[principalKey(from), from]])));
  const blocked = new Set<string>();
  for (const [key, voter] of asked) if (await isBlocked(parts, voter, rules)) blocked.add(key);
  const requester = voters.personOf(who);
  return {
    mayDecide: ({ from, by }) =>
      from === undefined ? by === operatorName : policy.isApprover(from) && !blocked.has(principalKey(from)),
    personOf: ({ from, by }) => (from === undefined ? by : voters.personOf(from)),
    ...(voters.decidesOwn(requester) ? {} : { requester }),
  };
}

/** A yes that would count and is not offered. */
function refusedYes(
  answer: Answer,
  outcome: VoteOutcome,
  mode: ApprovalMode,
): Extract<ExecDecision, { status: "refused" }> | undefined {
  if (answer.decision === "deny" || (outcome.status !== "approved" && outcome.status !== "voted")) return undefined;
  const { approval } = outcome;
  const offered = offeredScopes(mode);
  if (answer.by.via === "chat" && !isForChat(approval))
    return { status: "refused", because: "too_long", approval, offered };
  if (answer.scope === undefined || offered.includes(answer.scope)) return undefined;
  return { status: "refused", because: "scope", approval, offered };
}

function refusedCommit(
  answer: Answer,
  { approval, because }: Extract<ExecDecision, { status: "refused" }>,
  at: number,
  rules: ExecRules,
): ExecCommit {
  const { scope, by } = answer;
  const event = approvalEvent(approval, "refused", {
    at,
    actor: actorOf(by),
    outcome: "denied",
    reason: because,
    policy: rules.policy.version,
    data: { decision: answer.decision, via: by.via, ...(scope === undefined ? {} : { scope }) },
  });
  return { changes: [], events: [event], notices: [] };
}

/** A vote says how far its yes reaches, and whether it is the asker's own (SPEC R7.5). */
function withFacts(event: DomainEvent, { decision, scope }: Ballot, own: boolean): DomainEvent {
  if (event.event !== "exec.vote") return event;
  const facts = { ...(decision === "approve" && scope ? { scope } : {}), ...(own ? { ownRequest: true } : {}) };
  return { ...event, data: { ...event.data, ...facts } };
}

function toDecision(outcome: VoteOutcome, counting: Omit<VoteRules, "now">, mode: ApprovalMode): Counted {
  if (outcome.status === "forbidden") return { status: "forbidden", because: outcome.because };
  if (outcome.status !== "approved") return outcome;
  const { approval } = outcome;
  return { status: "approved", approval, ...countedYes(approval, counting, mode) };
}

/** The question with only the votes that count, and how far they agree that it reaches. */
function countedYes(
  approval: Approval,
  counting: Omit<VoteRules, "now">,
  mode: ApprovalMode,
): { readonly rests: Approval; readonly scope: GrantScope } {
  const people = approvers(approval, counting);
  const counts = (vote: Ballot): boolean =>
    counting.mayDecide?.(vote) !== false && people.has(counting.personOf?.(vote) ?? vote.by);
  const rests = { ...approval, votes: approval.votes.filter(counts) };
  const offered = offeredScopes(mode);
  const agreed = agreedScope(rests, usualScope(mode));
  return { rests, scope: offered.includes(agreed) ? agreed : usualScope(mode) };
}

/** What an approved question rests on by the rules of this moment: it reaches no further when too few of its votes count. */
export async function restsOn(
  parts: ExecParts,
  approval: Approval,
  payload: ExecPayload,
): Promise<{ readonly rests: Approval; readonly scope: GrantScope }> {
  const { requester } = approval;
  if (requester === undefined) return { rests: approval, scope: "once" };
  const rules = parts.rules();
  const settings = rules.settings(payload.agentId);
  const counting = await votingRules(parts, approval.votes, requester, rules);
  const found = countedYes(approval, counting, stricterMode(payload.mode, settings.approvalMode));
  const required = Math.max(approval.required, settings.requiredApprovals);
  return approvers(found.rests, counting).size < required ? { ...found, scope: "once" } : found;
}

/** A question of somebody who lost the right to ask meanwhile: nobody can approve it any more (SPEC R3.8). */
export function withdrawal(
  parts: ExecParts,
  stored: Approval,
  rules: ExecRules,
  because: EndReason = "blocked",
): ExecCommit {
  const at = parts.clock.now();
  const approval = settle(stored, { status: "cancelled", at, because });
  const details = { at, actor: { kind: "system" }, outcome: "done", reason: because } as const;
  return {
    changes: [{ type: "update", approval, expectedVersion: stored.version }],
    events: [approvalEvent(approval, "cancelled", { ...details, policy: rules.policy.version })],
    notices: [],
  };
}

function unknown(parts: ExecParts, answer: Answer, outcome: Exclude<Counted, { status: "approved" }>): Decision {
  const event = unknownIdEvent(answer.id, {
    at: parts.clock.now(),
    actor: actorOf(answer.by),
    policy: parts.rules().policy.version,
    area: "exec",
  });
  const reason = outcome.status === "forbidden" ? outcome.because : "not_found";
  return { answer: outcome, commit: { changes: [], events: [{ ...event, reason }], notices: [] } };
}
