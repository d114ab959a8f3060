import type { Admit } from "@moltbot/access";
import type { Conversation, InboundMessage } from "@moltbot/channel";
import { formatPrincipal, messageOf, type Principal } from "@moltbot/core";
import type { AgentTurn } from "../agents/agent.ts";
import type { AgentRoute, Known, Policy, SessionFacts } from "../policy/policy.ts";
import { callsFor } from "../tools/dispatcher.ts";
import type { FlowDeps } from "./deps.ts";
import { reasonOf } from "./judge.ts";
import type { Counted } from "./limit.ts";
import { accessEvent } from "./note.ts";
import { sessionKey } from "./session-key.ts";
import { pairAgain } from "./stranger.ts";
import { whileTyping } from "./typing.ts";
import { reply, silence, type Work } from "./work.ts";

/** Why somebody was let in, and what is known of them. */
export interface Admitted {
  readonly decision: Admit;
  readonly known: Known;
}

/** A message that was admitted: the agent answers it. */
export async function converse(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  { decision, known }: Admitted,
): Promise<Work> {
  const policy = d.policy();
  const events = [accessEvent(d, who, { event: "access.admitted", outcome: "allowed", reason: reasonOf(decision) })];
  if (!(await withinRate(d, policy, who))) {
    return silence([accessEvent(d, who, { event: "access.limited", outcome: "denied", reason: "rate_limited" })]);
  }
  const session = sessionKey(who, message.conversation);
  const text =
    message.command?.name === "pair" && decision.trust !== "unknown"
      ? await pairing(d, who, message, decision)
      : await answer(d, { who, message, decision, known, session });
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

async function pairing(d: FlowDeps, who: Principal, message: InboundMessage, decision: Admit): Promise<string> {
  const isPaired = decision.reason === "paired" && message.conversation.kind === "dm";
  return isPaired ? pairAgain(d, who, message) : "You can talk to me already: no pairing needed.";
}

function answer(
  d: FlowDeps,
  o: Admitted & { who: Principal; message: InboundMessage; session: string },
): Promise<string> {
  const policy = d.policy();
  const { who, message, decision, known: names, session } = o;
  const { conversation, id: origin, command } = message;
  const isGroup = conversation.kind === "group";
  const { route, facts } = sessionIn(policy, { who, names, conversation });
  const caller = { who, names, agentId: route.id, key: session, conversation, origin };
  const turn: AgentTurn = {
    who,
    trust: decision.trust,
    because: reasonOf(decision),
    text: message.text,
    ...(command === undefined ? {} : { command }),
    permissions: policy.permissionRule(facts).permissions,
    agentId: route.id,
    tools: () => policy.toolsOf(policy.toolSession(facts)),
    runnable: d.tools.tools.map(({ name }) => name),
    call: callsFor(d.tools, caller),
    approver: !isGroup && policy.isApprover(who),
  };
  return whileTyping(d, conversation, () => d.agent(route.model).reply(turn));
}

/** Which agent answers somebody in a conversation, and what its rules are asked about. */
export function sessionIn(
  policy: Policy,
  { who, names, conversation }: { who: Principal; names: Known; conversation: Conversation },
): { readonly route: AgentRoute; readonly facts: SessionFacts } {
  const isGroup = conversation.kind === "group";
  // A group has one agent for everybody in it, whoever speaks (SPEC R5.3).
  const route = policy.agentFor(isGroup ? { ...who, id: conversation.id } : who, isGroup ? undefined : names);
  return { route, facts: { who, names, agentId: route.id, ...(isGroup && { groupId: conversation.id }) } };
}

/** What counts for the messages of one person; absent: they may send any number. */
export function messageLimit(policy: Policy, who: Principal): Counted | undefined {
  if (policy.messagesPerMinute === 0 || policy.isOwner(who)) return undefined;
  return { key: `messages:${formatPrincipal(who)}`, limit: { limit: policy.messagesPerMinute, windowMs: 60_000 } };
}

async function withinRate(d: FlowDeps, policy: Policy, who: Principal): Promise<boolean> {
  const counted = messageLimit(policy, who);
  if (counted === undefined) return true;
  const { key, limit } = counted;
  try {
    return (await d.limiter.hit(key, limit, d.clock.now())).allowed;
  } catch (error) {
    d.log.warn("rate limiter out of reach: counting in this process", { error: messageOf(error) });
    return (await d.localLimiter.hit(key, limit, d.clock.now())).allowed;
  }
}
