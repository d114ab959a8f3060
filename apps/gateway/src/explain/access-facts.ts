import type { AccessDecision } from "@moltbot/access";
import { type Config, channelSettings, pairingSettings } from "@moltbot/config";
import { isInForce } from "@moltbot/pairing";
import { dateText } from "../flow/dates.ts";
import { vouchedFor } from "../identities/vouched.ts";
import { accessPlace, policyFor, policyPlace } from "../persons/access-place.ts";
import type { AgentRoute } from "../policy/policy.ts";
import { placeOf } from "../policy/rule-place.ts";
import { at, type Fact } from "./block-fact.ts";
import { channelPlace } from "./places.ts";
import type { Scene } from "./verdict.ts";

/** A decision about a direct message, and what it was made of. */
export interface Asked {
  readonly config: Config;
  readonly scene: Scene;
  readonly decision: AccessDecision;
  /** Who would answer them. */
  readonly agent: AgentRoute;
}

const meanings: Readonly<Record<string, string>> = {
  pairing: "strangers are asked to pair",
  allowlist: "who is not in allowFrom hears nothing",
  open: "everybody is answered",
  disabled: "nobody is answered in direct messages",
};

/** The policy that holds. */
export function policyFact({ config, scene: { who }, agent }: Asked): Fact {
  const policy = policyFor(config, who, agent);
  const says = `The policy for direct messages is "${policy}": ${meanings[policy]}.`;
  return { says, ...at(policyPlace(config, who, agent)) };
}

/** Whether `owners` names them. */
export function ownersFact(asked: Asked): Fact {
  const { config, scene, decision } = asked;
  if (decision.reason !== "owner") return { says: "owners does not name them.", ...at(placeOf(config, "owners")) };
  if (scene.who.channel === "web") return { says: "They signed in at the dashboard." };
  return { says: "owners names them.", ...at(accessPlace(config, { ...asked, who: scene.who })) };
}

/** Their pairing, and what waits. */
export function grantFact({ config, scene, agent }: Asked): Fact {
  const { policy, who, standing, now } = scene;
  if (policyFor(config, who, agent) !== "pairing") return { says: "Pairings count under the policy pairing only." };
  const grant = standing.grant ?? policy.declaredGrant(who);
  const { pending } = standing;
  const waits = pending !== undefined && pending.expiresAt > now ? ` Their request ${pending.id} waits.` : "";
  if (grant === undefined) return { says: `They are not paired.${waits}` };
  const by = grant.approvedBy.length === 0 ? grant.via : `${grant.approvedBy.join(" and ")} (${grant.via})`;
  const declared = `sessions[${JSON.stringify(`${who.channel}:${who.id}`)}].paired`;
  const place = grant.via === "config" ? placeOf(config, declared) : undefined;
  const { expiresAt } = grant;
  if (!isInForce(grant, now)) {
    return { says: `Their pairing by ${by} ended on ${dateText(expiresAt ?? 0)}.${waits}`, ...at(place) };
  }
  const end = expiresAt === undefined ? "with no end" : `until ${dateText(expiresAt)}`;
  return { says: `Paired by ${by}, ${end}.${waits}`, ...at(place) };
}

/** The entry that names them, or what they claim. */
export function allowFromFact({ config, scene, decision, agent }: Asked): Fact {
  const { who, policy } = scene;
  const match = decision.action === "admit" ? decision.match : decision.claim;
  if (match?.matchKey === undefined || decision.reason === "owner") {
    const labels = policy.labelsOf(who);
    const known = labels.length === 0 ? "" : ` Their labels: ${labels.join(", ")}.`;
    const { allowFrom } = channelSettings(config, who.channel, who.account);
    const says = allowFrom.length === 0 ? "allowFrom is empty." : `No entry of allowFrom names them.${known}`;
    return { says, ...at(channelPlace(config, who, "allowFrom")) };
  }
  const entry = JSON.stringify(match.matchKey);
  const says =
    decision.action === "admit"
      ? `The entry ${entry} names them, by ${match.matchSource}.`
      : `The entry ${entry} fits only what they call themselves (${match.matchSource}), which anybody can.`;
  return { says, ...at(accessPlace(config, { who, agent, decision: { ...decision, reason: "allowlisted" } })) };
}

/** The rule that pairs them by itself. */
export function autoApproveFact({ config, scene: { who, vouches, message }, decision }: Asked): Fact {
  const { emailDomains, phonePatterns, maxPerHour } = pairingSettings(config).autoApprove;
  const place = at(placeOf(config, "pairing.autoApprove"));
  if (decision.action === "admit" && decision.grantBy !== undefined) {
    const unless = `unless ${maxPerHour} people were let in like that within the hour`;
    return { says: `${decision.grantBy} pairs them at once, ${unless}.`, ...place };
  }
  if (emailDomains.length + phonePatterns.length === 0) return { says: "No rule pairs anybody by itself." };
  const verified = Object.keys(vouchedFor(vouches(who.channel, who.account), who.channel, message.sender));
  const because =
    verified.length === 0
      ? "no number or address of theirs is known that the platform verified"
      : `none fits the ${verified.join(" and ")} that the platform verified`;
  return { says: `No rule pairs them by itself: ${because}.`, ...place };
}
