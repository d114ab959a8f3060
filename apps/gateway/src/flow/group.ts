import { type Admit, decideGroup, type GroupFacts, type ReasonCode } from "@moltbot/access";
import type { InboundMessage } from "@moltbot/channel";
import { formatPrincipal, type Principal } from "@moltbot/core";
import { knownCommands } from "../agents/known-commands.ts";
import { controlCommands } from "./control.ts";
import { converse } from "./converse.ts";
import type { FlowDeps } from "./deps.ts";
import { knownOf, targetOf } from "./judge.ts";
import { hit } from "./limit.ts";
import { accessEvent, ignored } from "./note.ts";
import { reply, silence, type Work } from "./work.ts";

const hour = 3_600_000;
const silentReasons: ReadonlySet<ReasonCode> = new Set(["not_mentioned", "addressed_elsewhere"]);

/** The group path of DESIGN §2: the rules of the group decide, pairings are never looked at (SPEC R5.1–R5.3). */
export async function onGroupMessage(d: FlowDeps, who: Principal, message: InboundMessage): Promise<Work> {
  if (message.own) return silence();
  const { conversation, sender } = message;
  const decide = (block?: GroupFacts["block"]) =>
    decideGroup(d.policy().groupRules(conversation), targetOf(sender), {
      ...factsOf(message),
      ...(block && { block }),
    });
  // What was not said to the bot is none of its business: worth neither a look at the store nor a row, whoever said it.
  if (silentReasons.has(decide().reason)) return silence();
  const standing = await d.people.standing(who);
  const decision = decide(standing.block);
  if (decision.action !== "admit") return ignored(d, who, decision.reason);
  const { maxPerHour } = decision;
  const key = `${conversation.channel}/${conversation.account}:${conversation.id}`;
  if (maxPerHour !== undefined && !(await hit(d, `group:${key}`, { limit: maxPerHour, windowMs: hour }))) {
    return overCap(d, who, message, { key, maxPerHour });
  }
  return isControl(message)
    ? privately(d, who, message, decision)
    : converse(d, who, message, { decision, known: knownOf(sender, standing) });
}

function factsOf(message: InboundMessage): Omit<GroupFacts, "block"> {
  const { command, mentionsBot } = message;
  const addressed = command?.addressedTo === undefined ? undefined : mentionsBot ? "us" : "other";
  return {
    own: message.own,
    edit: message.event === "edit",
    fromBot: message.sender.isBot,
    forwarded: message.forwarded === true,
    mentionsBot,
    repliesToBot: message.repliesToBot,
    text: message.text,
    ...(command && {
      command: {
        name: command.name,
        known: knownCommands.has(command.name) || controlCommands.has(command.name),
        ...(addressed && { addressed }),
      },
    }),
  };
}

/** One notice per window, then silence. Out of reach counts as full (SPEC R0.3), without a notice. */
async function overCap(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  { key, maxPerHour }: { key: string; maxPerHour: number },
): Promise<Work> {
  const event = accessEvent(d, who, { event: "access.limited", outcome: "denied", reason: "group_limited" });
  if (!(await hit(d, `group-notice:${key}`, { limit: 1, windowMs: hour }))) return silence();
  const text = `That was my ${maxPerHour === 0 ? "limit" : `limit of ${maxPerHour} messages`} in an hour for this group. I read on later.`;
  return reply(message.conversation, { text }, { redact: true, events: [event] });
}

function isControl({ command }: InboundMessage): boolean {
  return command !== undefined && (controlCommands.has(command.name) || command.name === "pair");
}

/** Nothing is decided and nobody is paired in front of others. */
async function privately(d: FlowDeps, who: Principal, message: InboundMessage, { reason }: Admit): Promise<Work> {
  const events = [accessEvent(d, who, { event: "access.admitted", outcome: "allowed", reason })];
  if (!(await hit(d, `privately:${formatPrincipal(who)}`, { limit: 2, windowMs: hour }))) return silence(events);
  const text = "That is nothing for a group: send it to me in a direct message.";
  return reply(message.conversation, { text }, { redact: false, events });
}
