import { type Approval, type Attempt, approvalEvent, expireApproval, settle } from "@moltbot/approvals";
import { type DomainEvent, type Principal, plainText } from "@moltbot/core";
import { isInForce, letIn } from "./grant.ts";
import type { Decider, PairingRules, PersonOutcome } from "./pairing.ts";
import { actorOf, carryOut, mayDecide, nameOf, type PairingOptions } from "./parts.ts";
import type { Block, PairingChange, PairingCommit, User } from "./store.ts";

type Verb = "admit" | "block" | "unblock" | "unpair";
type Act = Attempt<PersonOutcome, PairingCommit>;
type Forbidden = Extract<PersonOutcome, { status: "forbidden" }>["because"];

const eventOf = {
  admit: "pairing.forced",
  block: "user.blocked",
  unblock: "user.unblocked",
  unpair: "user.unpaired",
} as const;

/** One act on a person. */
export interface PersonAct {
  readonly verb: Verb;
  readonly who: Principal;
  readonly by: Decider;
  readonly reason?: string;
}

/** Everything an act decides on, read once per attempt. */
interface Scene extends PersonAct {
  readonly rules: PairingRules;
  readonly now: number;
  readonly user: User | undefined;
  readonly standing: Pick<User, "grant" | "block" | "pending">;
}

/** Carries out an act on a person: grant, session, block and pending request change in one commit (SPEC R3.8). */
export function actOnPerson(parts: PairingOptions, act: PersonAct): Promise<PersonOutcome> {
  return carryOut(parts, async () => {
    const rules = parts.rules();
    const [allowed, user, standing] = await Promise.all([
      mayDecide(parts, act.by, rules),
      parts.store.user(act.who),
      parts.store.standing(act.who),
    ]);
    const scene: Scene = { ...act, rules, now: parts.clock.now(), user, standing };
    const because = allowed ? refusal(scene) : "not_approver";
    return because === undefined ? acts[act.verb](scene) : refused(scene, because);
  });
}

function refusal({ verb, who, by, rules, standing }: Scene): Forbidden | undefined {
  if (verb === "admit") {
    if (by.kind !== "operator") return "not_approver";
    return standing.block === undefined ? undefined : "blocked";
  }
  if (verb === "block" && rules.isOwner(who)) return "owner";
  if (by.kind === "person" && rules.personOf(by.principal) === rules.personOf(who)) return "self";
  return undefined;
}

const acts: Readonly<Record<Verb, (scene: Scene) => Act>> = { admit, block, unblock, unpair };

function admit(scene: Scene): Act {
  const { who, by, rules, now, standing } = scene;
  const inForce = standing.grant !== undefined && isInForce(standing.grant, now);
  const pending = standing.pending === undefined ? undefined : expireApproval(standing.pending, now);
  if (rules.isOwner(who) || (inForce && standing.pending === undefined)) {
    return { answer: { status: "unchanged", principal: who } };
  }
  const name = nameOf(by, rules);
  const ended = pending === undefined ? [] : [endRequest(scene, pending, "approved", "forced")];
  const via = pending?.status === "pending" ? pending.id : "forced";
  const entered = letIn(who, rules, { now, via, approvedBy: [name] });
  return done(scene, ended, entered.changes);
}

function block(scene: Scene): Act {
  const { who, by, rules, now, standing } = scene;
  const ended = endPending(scene, "blocked");
  // A grant that another process adds meanwhile meets the block; one that is there already goes.
  const changes: PairingChange[] = [
    { type: "remove-grant", principal: who },
    { type: "remove-session", principal: who },
  ];
  if (standing.block === undefined) {
    const reason = plainText(scene.reason, 200);
    const row: Block = {
      principal: who,
      blockedAt: now,
      blockedBy: nameOf(by, rules),
      ...(reason === "" ? {} : { reason }),
    };
    return done(scene, ended, [...changes, { type: "put-block", block: row }]);
  }
  if (standing.grant === undefined && ended.length === 0) return { answer: { status: "unchanged", principal: who } };
  return done(scene, ended, changes);
}

function unblock(scene: Scene): Act {
  const { who, standing } = scene;
  if (standing.block === undefined) return { answer: { status: "unchanged", principal: who } };
  return done(scene, [], [{ type: "remove-block", principal: who }]);
}

function unpair(scene: Scene): Act {
  const { who, standing } = scene;
  const ended = endPending(scene, "unpaired");
  if (standing.grant === undefined && ended.length === 0) return { answer: { status: "unchanged", principal: who } };
  return done(scene, ended, [
    { type: "remove-grant", principal: who },
    { type: "remove-session", principal: who },
  ]);
}

interface Ended {
  readonly approval: Approval;
  readonly change: PairingChange;
  readonly event: DomainEvent;
}

function endPending(scene: Scene, because: string): readonly Ended[] {
  const { pending } = scene.standing;
  return pending === undefined ? [] : [endRequest(scene, expireApproval(pending, scene.now), "cancelled", because)];
}

/** Ends the pending request the way the act does, or lets it expire when its time was over anyway. */
function endRequest(scene: Scene, current: Approval, status: "approved" | "cancelled", because: string): Ended {
  const { by, rules, now, standing } = scene;
  const name = nameOf(by, rules);
  const vote = { by: name, decision: "approve", at: now, via: by.via } as const;
  const votes = [...current.votes.filter((other) => other.by !== name), vote];
  const voted = status === "approved" && current.status === "pending" ? { ...current, votes } : current;
  const approval = settle(voted, { status, at: now, because });
  const verb = approval.status === "expired" ? "expired" : status;
  const details = { at: now, actor: actorOf(by), policy: rules.policy, reason: approval.because ?? because };
  return {
    approval,
    change: { type: "update", approval, expectedVersion: standing.pending?.version ?? 0 },
    event: approvalEvent(approval, verb, { ...details, outcome: status === "approved" ? "allowed" : "done" }),
  };
}

function done(scene: Scene, ended: readonly Ended[], changes: readonly PairingChange[]): Act {
  const { who, now, user, verb } = scene;
  const row: readonly PairingChange[] =
    user === undefined ? [{ type: "put-user", principal: who, profile: {}, seenAt: now }] : [];
  const reason = plainText(scene.reason, 200);
  const event: DomainEvent = {
    ...base(scene),
    event: eventOf[verb],
    outcome: "done",
    ...(reason === "" ? {} : { personal: { reason } }),
  };
  const cancelled = ended.flatMap(({ approval }) => (approval.status === "cancelled" ? [approval] : []));
  return {
    answer: { status: "done", principal: who, cancelled },
    commit: {
      changes: [...row, ...ended.map(({ change }) => change), ...changes],
      events: [...ended.map((item) => item.event), event],
    },
  };
}

function refused(scene: Scene, because: Forbidden): Act {
  const { verb } = scene;
  const area = verb === "admit" ? "pairing" : "user";
  const event: DomainEvent = {
    ...base(scene),
    event: `${area}.refused`,
    outcome: "denied",
    reason: because,
    data: { verb },
  };
  return { answer: { status: "forbidden", because }, commit: { changes: [], events: [event] } };
}

const base = ({ now, by, who, rules }: Scene) => ({
  at: now,
  actor: actorOf(by),
  subject: who,
  policy: rules.policy,
});
