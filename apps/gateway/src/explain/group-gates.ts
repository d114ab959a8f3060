import type { AccessDecision, Activation, ReasonCode } from "@moltbot/access";
import { type Config, channelSettings } from "@moltbot/config";
import { formatPrincipal } from "@moltbot/core";
import { isOverheard } from "../flow/group.ts";
import { channelPath } from "../persons/access-place.ts";
import { gateVerdict } from "./access-gates.ts";
import { at, blockFact, type Fact } from "./block-fact.ts";
import type { Change, Gate } from "./explanation.ts";
import { channelPlace, groupPath, groupPlace, ruledAs } from "./places.ts";
import type { Scene } from "./verdict.ts";

interface Asked {
  readonly config: Config;
  readonly scene: Scene;
  readonly decision: AccessDecision;
}

/** The gates of a message in a group in the order in which `decideGroup` asks them. */
const order = ["block", "group", "event", "sender", "command", "mention"] as const;
type GroupGate = (typeof order)[number];

const decider: Partial<Record<ReasonCode, GroupGate>> = {
  blocked: "block",
  group_disabled: "group",
  group_not_listed: "group",
  no_identity: "event",
  other_bot: "event",
  edited: "event",
  addressed_elsewhere: "command",
  group_sender_not_listed: "sender",
  command_denied: "command",
  command_not_allowed: "command",
  not_mentioned: "mention",
  group_admitted: "mention",
};

const facts: Readonly<Record<GroupGate, (asked: Asked) => Fact>> = {
  block: ({ scene }) => blockFact(scene),
  group: groupFact,
  event: () => ({ says: "This kind of event is not taken up in groups." }),
  sender: senderFact,
  command: commandFact,
  mention: mentionFact,
};

/** What every gate of a message in a group says (SPEC R5.1–R5.3). Pairings are none of them. */
export function groupGates(asked: Asked): readonly Gate[] {
  const { decision, scene } = asked;
  const by = decider[decision.reason] ?? "event";
  const last = order.indexOf(by);
  return order
    .filter((gate) => gate !== "event" || by === "event")
    .filter((gate) => gate !== "command" || scene.message.command !== undefined)
    .map((gate): Gate => {
      const says = { gate, ...facts[gate](asked) };
      // Of what was not said to the bot nobody is looked up.
      const isUnasked = order.indexOf(gate) > last || (gate === "block" && isOverheard(decision));
      if (gate !== by) return { ...says, verdict: isUnasked ? "unasked" : "passes" };
      const change = changeFor(asked);
      return { ...says, verdict: gateVerdict(decision), ...(change === undefined ? {} : { change }) };
    });
}

function groupFact({ config, scene, decision }: Asked): Fact {
  const { who, message } = scene;
  const group = ruledAs(scene);
  const { groups } = channelSettings(config, who.channel, who.account);
  const place = (key: string): Fact["place"] => groupPlace(config, who, { group, key });
  if (decision.reason === "group_disabled") return { says: "The group is switched off.", ...at(place("enabled")) };
  if (groups === undefined) return { says: "Nothing is said about groups: the bot speaks when it is spoken to." };
  const list = at(channelPlace(config, who, "groups"));
  if (decision.reason === "group_not_listed") {
    return { says: `groups names neither ${JSON.stringify(message.conversation.id)} nor "*".`, ...list };
  }
  const moved = group === message.conversation.id ? "" : " It had that id before it moved.";
  return {
    says: `groups has ${Object.hasOwn(groups, group) ? JSON.stringify(group) : '"*"'} for it.${moved}`,
    ...list,
  };
}

function senderFact({ config, scene, decision }: Asked): Fact {
  const { who, message, policy } = scene;
  const group = ruledAs(scene);
  const place = at(groupPlace(config, who, { group, key: "allowFrom" }));
  if (policy.groupRules(message.conversation).allow === undefined) {
    return { says: "Every member of the group may speak to the bot." };
  }
  const claim = decision.action === "admit" ? undefined : decision.claim?.matchKey;
  if (decision.reason === "group_sender_not_listed") {
    const but = claim === undefined ? "" : ` ${JSON.stringify(claim)} fits only what they call themselves.`;
    return { says: `The allowFrom of the group does not name them.${but}`, ...place };
  }
  return { says: "The allowFrom of the group names them.", ...place };
}

function commandFact({ config, scene, decision }: Asked): Fact {
  const { who, message } = scene;
  const name = `/${message.command?.name ?? ""}`;
  const place = (key: string) => at(groupPlace(config, who, { group: ruledAs(scene), key }));
  if (decision.reason === "addressed_elsewhere") return { says: `${name} is for another bot.` };
  if (decision.reason === "command_denied") return { says: `${name} is denied here.`, ...place("deniedCommands") };
  if (decision.reason === "command_not_allowed") {
    return { says: `${name} is not one of the commands allowed here.`, ...place("allowedCommands") };
  }
  return { says: `${name} is not forbidden here.` };
}

const activations: Readonly<Record<Activation["by"], string>> = {
  mention: "The bot is mentioned.",
  reply: "It answers a message of the bot.",
  command: "It is a command of somebody whom owners or the group's allowFrom names.",
  always: "The group asks for no mention.",
  pattern: "It holds a name of the bot",
};

function mentionFact({ config, scene, decision }: Asked): Fact {
  const place = (key: string) => at(groupPlace(config, scene.who, { group: ruledAs(scene), key }));
  const { activation = undefined } = decision.action === "admit" ? decision : {};
  if (activation === undefined) return { says: "Nobody speaks to the bot.", ...place("requireMention") };
  if (activation.by === "pattern") {
    const pattern = JSON.stringify(activation.pattern);
    return { says: `${activations.pattern}: ${pattern}.`, ...place("mentionPatterns") };
  }
  return { says: activations[activation.by], ...(activation.by === "always" ? place("requireMention") : {}) };
}

function changeFor({ config, scene, decision }: Asked): Change | undefined {
  const { who, message } = scene;
  if (decision.action === "admit") return undefined;
  const entry = groupPath(config, who, ruledAs(scene));
  const setting = (key: string, text: string): Change => ({
    text: `${text} ${entry}.${key}.`,
    setting: `${entry}.${key}`,
  });
  const command = JSON.stringify(message.command?.name ?? "");
  switch (decision.reason) {
    case "blocked":
      return { text: "End the block.", command: ["users", "unblock", formatPrincipal(who)] };
    case "group_disabled":
      return { text: `Set ${entry}.enabled to true.`, setting: `${entry}.enabled` };
    case "group_not_listed":
      return {
        text: `Add ${JSON.stringify(message.conversation.id)} to ${channelPath(who)}.groups.`,
        setting: `${channelPath(who)}.groups`,
      };
    case "group_sender_not_listed":
      return setting("allowFrom", `Put ${JSON.stringify(who.id)} into`);
    case "command_denied":
      return setting("deniedCommands", `Take ${command} out of`);
    case "command_not_allowed":
      return setting("allowedCommands", `Put ${command} into`);
    case "not_mentioned": {
      const path = `${entry}.requireMention`;
      return { text: `Mention the bot, answer one of its messages, or set ${path} to false.`, setting: path };
    }
    default:
      return undefined;
  }
}
