import type { AccessDecision, ReasonCode } from "@moltbot/access";
import type { InboundAction, InboundMessage } from "@moltbot/channel";
import { type DomainEvent, formatPrincipal, messageOf, type Principal } from "@moltbot/core";
import type { Pairing, Standing } from "@moltbot/pairing";
import type { InboxEntry } from "@moltbot/sessions";
import { settleAuto } from "../identities/auto.ts";
import { noteClaimOf } from "../identities/claims.ts";
import type { Policy } from "../policy/policy.ts";
import { readButton } from "./cards.ts";
import { controlCommands, passAnswer, runButton, runControl } from "./control.ts";
import { converse } from "./converse.ts";
import type { FlowDeps } from "./deps.ts";
import { onGroupMessage } from "./group.ts";
import { type Ingress, judge, knownOf } from "./judge.ts";
import { hit } from "./limit.ts";
import { ignored } from "./note.ts";
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
  if (message.conversation.kind === "group") return onGroupMessage(d, who, message);
  if (message.own || message.sender.isBot) return silence();
  const policy = d.policy();
  const standing = await d.people.standing(who);
  const decided = judge(policy, who, ingressOf(d, message), standing, d.clock.now());
  const command = forUs(message);
  if (command !== undefined && controlCommands.has(command.name)) {
    if (message.event === "edit") return silence();
    if (await mayControl(d, who, decided)) {
      const text = await runControl(d, who, command);
      return reply(message.conversation, { text }, { redact: false });
    }
    await noteRefusal(d, who, command.name, command.args.trim());
  }
  const decision = await settleAuto(d, who, message, decided);
  await noteClaimOf(d, who, message, decision);
  if (decision.action === "ignore") return ignored(d, who, decision.reason);
  if (decision.action === "offer-pairing") {
    return answerStranger(d, who, message, decision, await strangerEvents(d, who, decision));
  }
  if (message.event === "edit") return silence();
  if (decision.reason === "paired") await noteActive(d, standing);
  return converse(d, who, message, { decision, known: knownOf(message.sender, standing) });
}

/** A message as the DM decision looks at it. */
export function ingressOf({ vouches: of }: Pick<FlowDeps, "vouches">, message: InboundMessage): Ingress {
  const { channel, account } = message.conversation;
  const vouches = of(channel, account);
  return { ...message, mayPair: message.event === "message", ...(vouches === undefined ? {} : { vouches }) };
}

async function onAction(d: FlowDeps, action: InboundAction): Promise<Work> {
  const who = principalOf(action.conversation, action.by);
  const press = readButton(action.payload);
  const policy = d.policy();
  const standing = await d.people.standing(who);
  const ingress = { conversation: action.conversation, sender: action.by, own: false, mayPair: false };
  const decision = judge(policy, who, ingress, standing, d.clock.now());
  if (press === undefined) return ignored(d, who, "unknown_button");
  if (!(await mayControl(d, who, decision)) || action.conversation.kind !== "dm") {
    await noteRefusal(d, who, press.verb, press.id);
    return ignored(d, who, "not_approver");
  }
  return reply(action.conversation, { text: await runButton(d, who, press) }, { redact: false });
}

/**
 * Whoever has a right to decide may answer even under a policy that would not let them chat; never when blocked or with
 * DMs disabled.
 */
export async function mayControl(
  d: { readonly policy: () => Policy; readonly pairing: Pick<Pairing, "mayAnswer"> },
  who: Principal,
  decision: AccessDecision,
): Promise<boolean> {
  if (decision.action === "ignore" && beyondReach.has(decision.reason)) return false;
  const policy = d.policy();
  return policy.isApprover(who) || policy.isOwner(who) || (await d.pairing.mayAnswer(who));
}

/** Keeps the pairing of who is active. The message does not wait for it to succeed: the next one does it. */
async function noteActive(d: FlowDeps, { grant }: Standing): Promise<void> {
  if (grant === undefined) return;
  try {
    await d.pairing.active(grant);
  } catch (error) {
    d.log.warn("a pairing could not be renewed", { error: messageOf(error) });
  }
}

/** A stranger's attempt to decide is refused by `pairing`, which writes it down: a few times an hour per person. */
async function noteRefusal(d: FlowDeps, who: Principal, verb: string, target: string): Promise<void> {
  if (verb !== "approve" && verb !== "deny") return;
  if (!(await hit(d, `refused:${formatPrincipal(who)}`, { limit: 5, windowMs: hour }))) return;
  await passAnswer(d, { verb, id: target.split(/\s+/)[0] ?? "" }, { kind: "person", principal: who, via: "chat" });
}

async function strangerEvents(d: FlowDeps, who: Principal, decision: AccessDecision): Promise<DomainEvent[]> {
  const work = await ignored(d, who, decision.reason);
  return work.events.map((one) => ({ ...one, event: "access.pairing_offered" }));
}

/** The command of a message, unless it names another bot. */
export function forUs(message: InboundMessage): InboundMessage["command"] {
  return message.command?.addressedTo === undefined || message.mentionsBot ? message.command : undefined;
}
