import { agentSettings, type Config } from "@moltbot/config";
import { formatDuration } from "@moltbot/core";
import { sessionIn } from "../flow/converse.ts";
import { dateText } from "../flow/dates.ts";
import { knownOf } from "../flow/judge.ts";
import { asksToPair } from "../flow/stranger.ts";
import { channelPath } from "../persons/access-place.ts";
import { explainTools } from "../policy/explain-tool.ts";
import type { RuleSource, SessionFacts } from "../policy/policy.ts";
import { placeOf } from "../policy/rule-place.ts";
import { at } from "./block-fact.ts";
import type { Change, Gate } from "./explanation.ts";
import { groupPlace, ruledAs } from "./places.ts";
import { countedIn, type Rooms, type Scene, type Verdict } from "./verdict.ts";

/** What is counted for this message, and how much room is left (SPEC R5.2, R3.1). */
export function limitGates(
  config: Config,
  scene: Scene,
  { verdict, rooms }: { verdict: Verdict; rooms: Rooms },
): readonly Gate[] {
  const counted = countedIn(scene, verdict.decision);
  const waiting = cooldownGate(config, scene, verdict);
  if (waiting !== undefined) return [waiting];
  if (counted.length === 0) return [{ gate: "limits", verdict: "passes", says: "Nothing is counted for it." }];
  return counted.map(({ key, limit }): Gate => {
    const { says, ...place } = limitText(config, scene, key);
    const room = rooms.get(key);
    const most = `${limit.limit} in ${formatDuration(limit.windowMs)}`;
    if (verdict.full?.key !== key) {
      const left = room === undefined ? "the counter is out of reach" : `${room.remaining} left`;
      return { gate: "limits", verdict: "passes", says: `${says}: at most ${most}, ${left}.`, ...place };
    }
    const change: Change =
      room === undefined
        ? { text: "Look at Redis: what cannot be counted is refused." }
        : { text: `Wait ${formatDuration(room.retryAfterMs)}, or raise the limit.` };
    return {
      gate: "limits",
      verdict: "stops",
      says: `${says}: at most ${most}, and that is used up.`,
      ...place,
      change,
    };
  });
}

/** Who was turned down waits before another request is taken; they are told so. */
function cooldownGate(
  config: Config,
  { policy, message, standing, now }: Scene,
  { outcome }: Verdict,
): Gate | undefined {
  const { deniedAt } = standing;
  if (outcome !== "offers-pairing" || deniedAt === undefined || !asksToPair(policy, message)) return undefined;
  const until = deniedAt + policy.pairing.denialCooldownMs;
  if (until <= now) return undefined;
  const says = `Their last request was declined on ${dateText(deniedAt)}: another one is taken from ${dateText(until)} on.`;
  return { gate: "limits", verdict: "passes", says, ...at(placeOf(config, "pairing.denialCooldownMs")) };
}

function limitText(config: Config, scene: Scene, key: string): Pick<Gate, "says" | "place"> {
  const { who } = scene;
  if (key.startsWith("messages:")) {
    return { says: "Messages of one person", ...at(placeOf(config, "messages.maxPerMinute")) };
  }
  if (key.startsWith("group:")) {
    const place = groupPlace(config, who, { group: ruledAs(scene), key: "maxMessagesPerHour" });
    return { says: "Messages of this group", ...at(place) };
  }
  if (key.startsWith("privately:")) return { says: "Telling somebody that this is nothing for a group" };
  if (key.startsWith("strangers:")) return { says: "Strangers who are told how to pair" };
  const place = at(placeOf(config, "pairing.promptWindowMs"));
  return { says: key.startsWith("stranger:reply:") ? "Replies to one stranger" : "Telling them how to pair", ...place };
}

const sources: Readonly<Record<RuleSource, string>> = {
  config: "laid down in sessions",
  choice: "chosen by an operator",
  binding: "by a binding",
  owner: "an owner, and nothing else is written",
  agent: "what the agent has",
  default: "no binding fits",
};

/** Whose rules hold once the agent answers, and what it may reach for them (SPEC R1.5, R6.2, R6.4, R8.1). */
export function sessionGates(config: Config, { policy, who, message, standing }: Scene): readonly Gate[] {
  const names = knownOf(message.sender, standing);
  const { route, facts } = sessionIn(policy, { who, names, conversation: message.conversation });
  const rule = policy.permissionRule(facts);
  const { defined, model, sandbox } = agentSettings(config, route.id);
  const sandboxed = policy.toolSession(facts).sandboxed === true;
  const unknown = defined ? "" : " The config does not describe it, so it reaches nothing.";
  const tools = explainTools(config, policy, facts);
  const may = tools.filter(({ decision }) => decision.allowed).map(({ tool }) => tool);
  const place = (path: string | undefined) => (path === undefined ? {} : at(placeOf(config, path)));
  return [
    {
      gate: "agent",
      verdict: "passes",
      says: `${route.id} (${model?.id ?? "no model"}) answers: ${sources[route.from]}.${unknown}`,
      ...place(route.path),
    },
    {
      gate: "permissions",
      verdict: "passes",
      says: `They may ${rule.permissions.join(", ") || "nothing"}: ${sources[rule.from]}.`,
      ...place(rule.path),
    },
    {
      gate: "sandbox",
      verdict: "passes",
      says: `Their tools work ${sandboxed ? "in a sandbox" : "on the host"}: sandbox.mode is ${sandbox.mode}.`,
    },
    { gate: "tools", verdict: "passes", says: `Tools: ${may.join(", ") || "none"}.` },
  ];
}

/** What the tool layers are asked about. */
export function factsIn({ policy, who, message, standing }: Scene): SessionFacts {
  const names = knownOf(message.sender, standing);
  return sessionIn(policy, { who, names, conversation: message.conversation }).facts;
}

/** Whether the account can hear anything. */
export function channelGate(config: Config, { who }: Scene, account: AccountState): Gate {
  const path = channelPath(who);
  const name = who.account === "default" ? who.channel : `${who.channel}/${who.account}`;
  const place = at(placeOf(config, path));
  if (account.kind === "connected") return { gate: "channel", verdict: "passes", says: `${name} is set up.`, ...place };
  const { says, change } = account;
  return { gate: "channel", verdict: "stops", says: `${name}: ${says}`, ...place, change };
}

/** Whether an account is there and can be started. */
export type AccountState =
  | { readonly kind: "connected" }
  | { readonly kind: "missing"; readonly says: string; readonly change: Change };
