import { type AccessDecision, type Admit, decideGroup, type GroupFacts, type ReasonCode } from "@moltbot/access";
import type { Conversation, InboundMessage } from "@moltbot/channel";
import { formatPrincipal, type Principal } from "@moltbot/core";
import { knownCommands } from "../agents/known-commands.ts";
import type { Policy } from "../policy/policy.ts";
import { controlCommands } from "./control.ts";
import { converse } from "./converse.ts";
import type { FlowDeps } from "./deps.ts";
import { knownOf, targetOf } from "./judge.ts";
import { type Counted, hit } from "./limit.ts";
import { accessEvent, ignored } from "./note.ts";
import { reply, silence, type Work } from "./work.ts";

const hour = 3_600_000;
const silentReasons: ReadonlySet<ReasonCode> = new Set(["not_mentioned", "addressed_elsewhere"]);

/** The group path of DESIGN §2: the rules of the group decide, pairings are never looked at (SPEC R5.1–R5.3). */
export async function onGroupMessage(d: FlowDeps, who: Principal, message: InboundMessage): Promise<Work> {
  if (message.own) return silence();
  // What was not said to the bot is none of its business: worth neither a look at the store nor a row, whoever said it.
  if (isOverheard(judgeGroup(d.policy(), message))) return silence();
  const standing = await d.people.standing(who);
  const decision = judgeGroup(d.policy(), message, standing.block);
  if (decision.action !== "admit") return ignored(d, who, decision.reason);
  const cap = groupLimit(message.conversation, decision);
  if (cap !== undefined && !(await hit(d, cap.key, cap.limit))) return overCap(d, who, message, cap);
  return isControl(message)
    ? privately(d, who, message, decision)
    : converse(d, who, message, { decision, known: knownOf(message.sender, standing) });
}

/** The one place where the gateway asks whether something said in a group is taken up. */
export function judgeGroup(policy: Policy, message: InboundMessage, block?: GroupFacts["block"]): AccessDecision {
  const { conversation, sender } = message;
  const labels = policy.labelsOf({ channel: conversation.channel, id: sender.id });
  const facts = { ...factsOf(message), labels, ...(block && { block }) };
  return decideGroup(policy.groupRules(conversation), targetOf(sender), facts);
}

/** Whether something was not said to the bot at all. */
export function isOverheard({ reason }: AccessDecision): boolean {
  return silentReasons.has(reason);
}

/** What counts for the hourly cap of a group; absent: it has none. */
export function groupLimit(conversation: Conversation, { maxPerHour }: Admit): Counted | undefined {
  if (maxPerHour === undefined) return undefined;
  return { key: `group:${nameOf(conversation)}`, limit: { limit: maxPerHour, windowMs: hour } };
}

/** What counts for telling a group that its cap is reached. */
export function capNoticeLimit(conversation: Conversation): Counted {
  return { key: `group-notice:${nameOf(conversation)}`, limit: { limit: 1, windowMs: hour } };
}

/** What counts for telling somebody that a command is nothing for a group. */
export function privateNoticeLimit(who: Principal): Counted {
  return { key: `privately:${formatPrincipal(who)}`, limit: { limit: 2, windowMs: hour } };
}

function nameOf({ channel, account, id }: Conversation): string {
  return `${channel}/${account}:${id}`;
}

function factsOf(message: InboundMessage): Omit<GroupFacts, "block" | "labels"> {
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
  { limit: { limit: maxPerHour } }: Counted,
): Promise<Work> {
  const notice = capNoticeLimit(message.conversation);
  const event = accessEvent(d, who, { event: "access.limited", outcome: "denied", reason: "group_limited" });
  if (!(await hit(d, notice.key, notice.limit))) return silence();
  const text = `That was my ${maxPerHour === 0 ? "limit" : `limit of ${maxPerHour} messages`} in an hour for this group. I read on later.`;
  return reply(message.conversation, { text }, { redact: true, events: [event] });
}

/** Whether it is a command about other people, or `/pair`: nothing for the ears of a group. */
export function isControl({ command }: InboundMessage): boolean {
  return command !== undefined && (controlCommands.has(command.name) || command.name === "pair");
}

/** Nothing is decided and nobody is paired in front of others. */
async function privately(d: FlowDeps, who: Principal, message: InboundMessage, { reason }: Admit): Promise<Work> {
  const events = [accessEvent(d, who, { event: "access.admitted", outcome: "allowed", reason })];
  const notice = privateNoticeLimit(who);
  if (!(await hit(d, notice.key, notice.limit))) return silence(events);
  const text = "That is nothing for a group: send it to me in a direct message.";
  return reply(message.conversation, { text }, { redact: false, events });
}
