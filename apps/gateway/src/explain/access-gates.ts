import type { AccessDecision, ReasonCode } from "@moltbot/access";
import { formatPrincipal } from "@moltbot/core";
import { channelPath, policyFor, policyPlace } from "../persons/access-place.ts";
import { type Asked, allowFromFact, autoApproveFact, grantFact, ownersFact, policyFact } from "./access-facts.ts";
import { blockFact, type Fact } from "./block-fact.ts";
import type { Change, Gate } from "./explanation.ts";

/** The gates of a direct message in the order in which `decideDm` asks them. */
const order = ["event", "block", "policy", "owners", "grant", "allow-from", "auto-approve"] as const;

/** How far a decision got, by its reason; who is not here was asked at every gate. */
const lastAsked: Partial<Record<ReasonCode, (typeof order)[number]>> = {
  own_echo: "event",
  no_identity: "event",
  blocked: "block",
  dm_disabled: "policy",
  owner: "owners",
  paired: "grant",
  grant_expired: "grant",
  dm_open: "allow-from",
  may_not_pair: "allow-from",
  allowlisted: "allow-from",
  not_allowlisted: "allow-from",
};

const facts: Readonly<Record<(typeof order)[number], (asked: Asked) => Fact>> = {
  event: ({ decision }) => ({ says: eventTexts[decision.reason] ?? "This kind of event starts no conversation." }),
  block: ({ scene }) => blockFact(scene),
  policy: policyFact,
  owners: ownersFact,
  grant: grantFact,
  "allow-from": allowFromFact,
  "auto-approve": autoApproveFact,
};

const eventTexts: Partial<Record<ReasonCode, string>> = {
  no_identity: "They have no id that could be told from others.",
  own_echo: "It is the bot's own message.",
};

/** What every gate of a direct message says (SPEC R1.1, R1.2, R2.5). */
export function accessGates(asked: Asked): readonly Gate[] {
  const { decision } = asked;
  const last = order.indexOf(lastAsked[decision.reason] ?? "auto-approve");
  return order
    .filter((gate) => gate !== "event" || decision.layer === "event")
    .map((gate): Gate => {
      const says = { gate, ...facts[gate](asked) };
      if (gate !== decision.layer) return { ...says, verdict: order.indexOf(gate) > last ? "unasked" : "passes" };
      const change = changeFor(asked);
      return { ...says, verdict: gateVerdict(decision), ...(change === undefined ? {} : { change }) };
    });
}

/** The word for what a decision does. */
export function gateVerdict({ action }: AccessDecision): Gate["verdict"] {
  return action === "admit" ? "admits" : action === "ignore" ? "stops" : "offers";
}

/** What would make it come out otherwise. */
function changeFor({ config, agent, scene: { who }, decision }: Asked): Change | undefined {
  const name = formatPrincipal(who);
  if (decision.action === "admit") return undefined;
  if (decision.reason === "blocked") return { text: "End the block.", command: ["users", "unblock", name] };
  const setting = policyPlace(config, who, agent)?.path ?? `${channelPath(who)}.dmPolicy`;
  const policy = policyFor(config, who, agent);
  if (policy === "disabled") return { text: `Set ${setting} to "pairing".`, setting };
  if (policy === "pairing") return { text: "Let them in.", command: ["pairing", "approve", name] };
  const list = `${channelPath(who)}.allowFrom`;
  return { text: `Put ${JSON.stringify(who.id)} into ${list}, or set ${setting} to "pairing".`, setting: list };
}
