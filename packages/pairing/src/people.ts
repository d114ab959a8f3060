import { type Approval, type Attempt, expireApproval } from "@moltbot/approvals";
import { type DomainEvent, type Principal, plainText, samePrincipal } from "@moltbot/core";
import { type Ended, endRequest, requestsOf } from "./endings.ts";
import { isInForce, letIn } from "./grant.ts";
import type { Decider, PairingRules, PersonOutcome } from "./pairing.ts";
import { actorOf, carryOut, mayDecide, nameOf, type PairingOptions } from "./parts.ts";
import type { Block, PairingChange, PairingCommit, Standing, User } from "./store.ts";

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
  /** How long a block lasts, milliseconds; absent: no end. */
  readonly forMs?: number;
}

/** One identity of the person, with its own rows only. */
interface Identity {
  readonly principal: Principal;
  readonly user: User | undefined;
}

/** Everything an act decides on, read once per attempt. */
interface Scene extends PersonAct {
  readonly rules: PairingRules;
  readonly now: number;
  readonly standing: Standing;
  /** The identity that was named, and the others of the same person that are known. */
  readonly identities: readonly Identity[];
  /** What those identities asked for and nobody answered, of any kind. */
  readonly asked: readonly Approval[];
}

/** What an act does: the identities it is about, the requests it ends, the rows it changes. */
interface Deed {
  readonly about: readonly Identity[];
  readonly ended: readonly Ended[];
  readonly changes: readonly PairingChange[];
  readonly until?: number;
}

/** Carries out an act on a person: grants, sessions, blocks and pending requests change in one commit (SPEC R3.8). */
export function actOnPerson(parts: PairingOptions, act: PersonAct): Promise<PersonOutcome> {
  return carryOut(parts, async () => {
    const scene = await look(parts, act);
    const allowed = await mayDecide(parts, act.by, scene.rules);
    const because = allowed ? refusal(scene) : "not_approver";
    if (because !== undefined) return refused(scene, because);
    const deed = deeds[act.verb](scene);
    return deed === undefined ? { answer: { status: "unchanged", principal: act.who } } : done(scene, deed);
  });
}

async function look({ store, rules, clock }: PairingOptions, act: PersonAct): Promise<Scene> {
  const { verb, who } = act;
  const everywhere = verb === "block" || verb === "unblock";
  const others = everywhere ? (rules().linkedTo?.(who) ?? []) : [];
  const principals = [who, ...others.filter((other) => !samePrincipal(other, who))];
  const [standing, ...users] = await Promise.all([
    store.standing(who),
    ...principals.map((principal) => store.user(principal)),
  ]);
  const identities = principals
    .map((principal, at) => ({ principal, user: users[at] }))
    .filter(({ user }, at) => at === 0 || user !== undefined);
  const asked = verb === "unblock" ? [] : await requestsOf(store.approvals, identities);
  return { ...act, rules: rules(), now: clock.now(), standing, identities, asked };
}

function refusal({ verb, who, by, rules, standing }: Scene): Forbidden | undefined {
  if (verb === "admit") {
    if (by.kind !== "operator") return "not_approver";
    return standing.block === undefined ? undefined : "blocked";
  }
  if (verb === "block" && [who, ...(rules.linkedTo?.(who) ?? [])].some((one) => rules.isOwner(one))) return "owner";
  if (by.kind === "person" && rules.personOf(by.principal) === rules.personOf(who)) return "self";
  return undefined;
}

const deeds: Readonly<Record<Verb, (scene: Scene) => Deed | undefined>> = { admit, block, unblock, unpair };

function admit(scene: Scene): Deed | undefined {
  const { who, by, rules, now, standing, identities } = scene;
  const inForce = standing.grant !== undefined && isInForce(standing.grant, now);
  const pending = standing.pending === undefined ? undefined : expireApproval(standing.pending, now);
  if (rules.isOwner(who) || (inForce && standing.pending === undefined)) return undefined;
  const approved = { ...stamp(scene), status: "approved", because: "forced" } as const;
  const ended = standing.pending === undefined ? [] : [endRequest(standing.pending, approved)];
  const via = pending?.status === "pending" ? pending.id : "forced";
  const before = identities[0]?.user;
  const entry = { now, via, approvedBy: [nameOf(by, rules)], ...(before === undefined ? {} : { before }) };
  return { about: identities, ended, changes: letIn(who, rules, entry).changes };
}

function block(scene: Scene): Deed | undefined {
  const { identities, now, forMs } = scene;
  const until = forMs === undefined ? undefined : now + forMs;
  const ended = endAll(scene, "blocked");
  const closed = new Set(ended.map(({ approval }) => JSON.stringify(approval.requester)));
  const about = identities.filter(
    ({ principal, user }) =>
      user?.grant !== undefined || !lasts(user?.block, until) || closed.has(JSON.stringify(principal)),
  );
  if (about.length === 0) return undefined;
  // A grant that another process adds meanwhile meets the block; one that is there already goes.
  const changes = about.flatMap(({ principal, user }): PairingChange[] => [
    { type: "remove-grant", principal },
    { type: "remove-session", principal },
    ...(lasts(user?.block, until)
      ? []
      : [{ type: "remove-block", principal } as const, newBlock(scene, principal, until)]),
  ]);
  return { about, ended, changes, ...(until === undefined ? {} : { until }) };
}

/** Whether a block lasts at least until then. */
function lasts(held: Block | undefined, until: number | undefined): boolean {
  if (held === undefined) return false;
  return held.expiresAt === undefined || (until !== undefined && held.expiresAt >= until);
}

function newBlock({ now, by, rules, reason }: Scene, principal: Principal, until: number | undefined): PairingChange {
  const why = plainText(reason, 200);
  const block: Block = {
    principal,
    blockedAt: now,
    blockedBy: nameOf(by, rules),
    ...(why === "" ? {} : { reason: why }),
    ...(until === undefined ? {} : { expiresAt: until }),
  };
  return { type: "put-block", block };
}

function unblock({ identities, standing }: Scene): Deed | undefined {
  // Of somebody who was erased no row is left, and their block holds all the same.
  const holds = (principal: Principal): boolean =>
    standing.block !== undefined && samePrincipal(standing.block.principal, principal);
  const about = identities.filter(({ principal, user }) => user?.block !== undefined || holds(principal));
  if (about.length === 0) return undefined;
  return { about, ended: [], changes: about.map(({ principal }) => ({ type: "remove-block", principal })) };
}

function unpair(scene: Scene): Deed | undefined {
  const { who: principal, identities, standing } = scene;
  const ended = endAll(scene, "unpaired");
  if (standing.grant === undefined && ended.length === 0) return undefined;
  const changes = [{ type: "remove-grant", principal } as const, { type: "remove-session", principal } as const];
  return { about: identities, ended, changes };
}

/** Ends everything that is pending of the person: their pairing request, and what they asked to be run. */
function endAll(scene: Scene, because: string): readonly Ended[] {
  return scene.asked.map((approval) => endRequest(approval, { ...stamp(scene), status: "cancelled", because }));
}

const stamp = ({ by, rules, now }: Scene) => ({ by, rules, now });

function done(scene: Scene, { about, ended, changes, until }: Deed): Act {
  const { who, now, verb } = scene;
  const rows = about.flatMap(({ principal, user }): PairingChange[] =>
    user === undefined ? [{ type: "put-user", principal, profile: {}, seenAt: now }] : [],
  );
  const reason = plainText(scene.reason, 200);
  const events = about.map(
    ({ principal }): DomainEvent => ({
      ...base(scene),
      subject: principal,
      event: eventOf[verb],
      outcome: "done",
      ...(samePrincipal(principal, who) ? {} : { reason: "linked" }),
      ...(until === undefined ? {} : { data: { until } }),
      ...(reason === "" ? {} : { personal: { reason } }),
    }),
  );
  const cancelled = ended.flatMap(({ approval }) => (approval.status === "cancelled" ? [approval] : []));
  const also = about.map(({ principal }) => principal).filter((principal) => !samePrincipal(principal, who));
  return {
    answer: {
      status: "done",
      principal: who,
      cancelled,
      ...(also.length === 0 ? {} : { also }),
      ...(until === undefined ? {} : { until }),
    },
    commit: {
      changes: [...rows, ...ended.map(({ change }) => change), ...changes],
      events: [...ended.map(({ event }) => event), ...events],
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
