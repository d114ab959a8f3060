import { type AccessDecision, decideDm } from "@moltbot/access";
import type { Target } from "@moltbot/allowlist-match";
import type { ChannelAdapter, Conversation, Sender } from "@moltbot/channel";
import type { Principal } from "@moltbot/core";
import type { Standing } from "@moltbot/pairing";
import { vouchedFor } from "../identities/vouched.ts";
import type { Known, Policy } from "../policy/policy.ts";

/** Facts about one event that the DM decision needs beside the stored ones. */
export interface Ingress {
  readonly conversation: Conversation;
  readonly sender: Sender;
  readonly own: boolean;
  /** Whether this kind of event may lead to pairing: a plain message, never an edit or a button. */
  readonly mayPair: boolean;
  /** Which fields of a sender the adapter says its platform verified; absent: none. */
  readonly vouches?: ChannelAdapter["identity"];
}

/** The one place where the gateway asks whether somebody may talk to it by DM (threats rule 4). */
export function judge(
  policy: Policy,
  who: Principal,
  ingress: Ingress,
  standing: Standing,
  now: number,
): AccessDecision {
  const { sender } = ingress;
  const grant = standing.grant ?? policy.declaredGrant(who);
  // Whom somebody turned down lately is not let in by a rule: people decide (SPEC R3.7).
  const denied = standing.deniedAt !== undefined && now < standing.deniedAt + policy.pairing.denialCooldownMs;
  return decideDm(policy.dmRules(who, knownOf(sender, standing)), targetOf(sender), {
    own: ingress.own,
    mayPair: ingress.mayPair,
    now,
    ...(grant === undefined ? {} : { grant }),
    ...(standing.block === undefined ? {} : { block: standing.block }),
    labels: policy.labelsOf(who),
    pins: standing.pins ?? [],
    verified: denied ? {} : vouchedFor(ingress.vouches, who.channel, sender),
  });
}

/** What rules about single people look at besides the id. */
export function knownOf({ username }: Pick<Sender, "username">, { choice }: Pick<Standing, "choice">): Known {
  return { ...(username === undefined ? {} : { username }), ...(choice === undefined ? {} : { choice }) };
}

/** The sender, as lists look at them. */
export function targetOf(sender: Sender): Target {
  return {
    id: sender.id,
    ...(sender.displayName === undefined ? {} : { name: sender.displayName }),
    ...(sender.username === undefined ? {} : { username: sender.username }),
    ...(sender.tags === undefined ? {} : { tags: sender.tags }),
    ...(sender.phone === undefined ? {} : { phone: sender.phone }),
    ...(sender.email === undefined ? {} : { email: sender.email }),
  };
}

/** A decision in a few words, for `/whoami`, logs and the audit trail (SPEC R0.5). */
export function reasonOf(decision: AccessDecision): string {
  const match = decision.action === "admit" ? decision.match : undefined;
  const entry = match?.matchKey === undefined ? "" : ` (${match.matchSource}: ${match.matchKey})`;
  return `${decision.reason}${entry}`;
}
