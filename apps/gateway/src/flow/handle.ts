import type { AccessDecision, ReasonCode } from "@moltbot/access";
import type { InboundAction, InboundMessage } from "@moltbot/channel";
import { type DomainEvent, formatPrincipal, messageOf, type Principal } from "@moltbot/core";
import type { InboxEntry } from "@moltbot/sessions";
import type { Policy } from "../policy/policy.ts";
import { callsFor } from "../tools/dispatcher.ts";
import { readButton } from "./cards.ts";
import { controlCommands, passAnswer, runButton, runControl } from "./control.ts";
import type { FlowDeps } from "./deps.ts";
import { judge, reasonOf } from "./judge.ts";
import { hit } from "./limit.ts";
import { answerStranger } from "./stranger.ts";
import { principalOf, reply, silence, type Work } from "./work.ts";

const hour = 3_600_000;
const beyondReach: ReadonlySet<ReasonCode> = new Set(["own_echo", "no_identity", "blocked", "dm_disabled"]);

/**
 * The DM path of DESIGN §2: facts, decision, answer. Everything it causes comes back as one value. Run again after a
 * crash it leads to the same state: what it changed before is found as "already so".
 */
export function createHandler(d: FlowDeps): (entry: InboxEntry) => Promise<Work> {
  return (entry) => (entry.item.kind === "message" ? onMessage(d, entry.item.message) : onAction(d, entry.item.action));
}

async function onMessage(d: FlowDeps, message: InboundMessage): Promise<Work> {
  const who = principalOf(message.conversation, message.sender);
  if (message.own || message.sender.isBot) return silence();
  // Groups have rules of their own, which this version does not serve: closed.
  if (message.conversation.kind !== "dm") return ignored(d, who, "group_not_served");
  const policy = d.policy();
  const standing = await d.people.standing(who);
  const ingress = { ...message, mayPair: message.event === "message" };
  const decision = judge(policy, who, ingress, standing, d.clock.now());
  const command = forUs(message);
  if (command !== undefined && controlCommands.has(command.name)) {
    if (message.event === "edit") return silence();
    if (mayControl(policy, who, decision)) {
      const text = await runControl(d, who, command);
      return reply(message.conversation, { text }, { redact: false });
    }
    await noteRefusal(d, who, command.name, command.args.trim());
  }
  if (decision.action === "ignore") return ignored(d, who, decision.reason);
  if (decision.action === "offer-pairing") {
    return answerStranger(d, who, message, decision, await strangerEvents(d, who, decision));
  }
  return message.event === "edit" ? silence() : converse(d, who, message, decision);
}

async function onAction(d: FlowDeps, action: InboundAction): Promise<Work> {
  const who = principalOf(action.conversation, action.by);
  const press = readButton(action.payload);
  const policy = d.policy();
  const standing = await d.people.standing(who);
  const ingress = { conversation: action.conversation, sender: action.by, own: false, mayPair: false };
  const decision = judge(policy, who, ingress, standing, d.clock.now());
  if (press === undefined) return ignored(d, who, "unknown_button");
  if (!mayControl(policy, who, decision) || action.conversation.kind !== "dm") {
    await noteRefusal(d, who, press.verb, press.id);
    return ignored(d, who, "not_approver");
  }
  return reply(action.conversation, { text: await runButton(d, who, press) }, { redact: false });
}

/** A message from somebody who was admitted. */
async function converse(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  decision: Extract<AccessDecision, { action: "admit" }>,
): Promise<Work> {
  const policy = d.policy();
  const events = [event(d, who, "access.admitted", "allowed", reasonOf(decision))];
  if (!(await withinRate(d, policy, who))) return silence([event(d, who, "access.limited", "denied", "rate_limited")]);
  const route = policy.agentFor(who, message.sender);
  const session = formatPrincipal(who);
  const { conversation, id: origin } = message;
  const caller = { who, names: message.sender, agentId: route.id, key: session, conversation, origin };
  const text =
    message.command?.name === "pair" && decision.trust !== "unknown"
      ? "You can talk to me already: no pairing needed."
      : await d.agent(route.model).reply({
          who,
          trust: decision.trust,
          because: reasonOf(decision),
          text: message.text,
          ...(message.command === undefined ? {} : { command: message.command }),
          permissions: policy.permissionsOf(who),
          agentId: route.id,
          tools: () => policy.toolsOf(policy.toolSession({ who, names: message.sender, agentId: route.id })),
          runnable: d.tools.tools.map(({ name }) => name),
          call: callsFor(d.tools, caller),
          approver: policy.isApprover(who),
        });
  const at = d.clock.now();
  return reply(
    message.conversation,
    { text },
    {
      redact: false,
      events,
      history: [
        { session, role: "user", text: message.text, at: message.at },
        { session, role: "assistant", text, at },
      ],
    },
  );
}

/** Approvers may answer even under a policy that would not let them chat; never when blocked or with DMs disabled. */
function mayControl(policy: Policy, who: Principal, decision: AccessDecision): boolean {
  if (!policy.isApprover(who)) return false;
  return decision.action !== "ignore" || !beyondReach.has(decision.reason);
}

/** A stranger's attempt to decide is refused by `pairing`, which writes it down: a few times an hour per person. */
async function noteRefusal(d: FlowDeps, who: Principal, verb: string, target: string): Promise<void> {
  if (verb !== "approve" && verb !== "deny") return;
  if (!(await hit(d, `refused:${formatPrincipal(who)}`, { limit: 5, windowMs: hour }))) return;
  await passAnswer(d, { verb, id: target.split(/\s+/)[0] ?? "" }, { kind: "person", principal: who, via: "chat" });
}

/** Silence, written down at most once per person, reason and hour: strangers can't fill the log. */
async function ignored(d: FlowDeps, who: Principal, reason: string): Promise<Work> {
  const fresh = await hit(d, `ignored:${reason}:${formatPrincipal(who)}`, { limit: 1, windowMs: hour });
  const within = fresh && (await hit(d, `ignored:${who.channel}/${who.account}`, { limit: 1000, windowMs: hour }));
  return silence(within ? [event(d, who, "access.ignored", "denied", reason)] : []);
}

async function strangerEvents(d: FlowDeps, who: Principal, decision: AccessDecision): Promise<DomainEvent[]> {
  const work = await ignored(d, who, decision.reason);
  return work.events.map((one) => ({ ...one, event: "access.pairing_offered" }));
}

async function withinRate(d: FlowDeps, policy: Policy, who: Principal): Promise<boolean> {
  if (policy.messagesPerMinute === 0 || policy.isOwner(who)) return true;
  const limit = { limit: policy.messagesPerMinute, windowMs: 60_000 };
  const key = `messages:${formatPrincipal(who)}`;
  try {
    return (await d.limiter.hit(key, limit, d.clock.now())).allowed;
  } catch (error) {
    d.log.warn("rate limiter out of reach: counting in this process", { error: messageOf(error) });
    return (await d.localLimiter.hit(key, limit, d.clock.now())).allowed;
  }
}

function event(
  d: FlowDeps,
  who: Principal,
  name: string,
  outcome: DomainEvent["outcome"],
  reason: string,
): DomainEvent {
  return {
    event: name,
    at: d.clock.now(),
    outcome,
    actor: { kind: "person", principal: who },
    subject: who,
    reason,
    policy: d.policy().version,
  };
}

/** The command of a message, unless it names another bot. */
function forUs(message: InboundMessage): InboundMessage["command"] {
  return message.command?.addressedTo === undefined || message.mentionsBot ? message.command : undefined;
}
