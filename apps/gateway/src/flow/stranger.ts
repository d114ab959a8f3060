import type { AccessDecision } from "@moltbot/access";
import type { InboundMessage } from "@moltbot/channel";
import { type DomainEvent, formatPrincipal, type Principal, plainText } from "@moltbot/core";
import { pinnedTo } from "../identities/claims.ts";
import type { Policy } from "../policy/policy.ts";
import type { FlowDeps } from "./deps.ts";
import { type Counted, hit } from "./limit.ts";
import { profileOf } from "./profile.ts";
import { lapsed, prompt, requestText } from "./texts.ts";
import { reply, silence, type Work } from "./work.ts";

// What strangers can make the bot say is bounded per person and per account (SPEC R3.1).
const repliesPerWindow = 2;
const promptsPerAccount = { limit: 300, windowMs: 3_600_000 };

/** Answers somebody who is offered pairing: one prompt, one answer to `/pair`, then silence. */
export async function answerStranger(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  decision: Extract<AccessDecision, { action: "offer-pairing" }>,
  events: readonly DomainEvent[],
): Promise<Work> {
  const policy = d.policy();
  const claim = decision.claim?.matchKey;
  if (!asksToPair(policy, message)) return promptOnce(d, who, message, { decision, events });
  const greeting = await firstMessage(d, who, message);
  const claimPinnedTo = await pinnedTo(d, who, claim);
  const outcome = await d.pairing.request(who, profileOf(message), {
    ...(greeting === undefined ? {} : { firstMessage: greeting }),
    ...(claim === undefined ? {} : { claim }),
    ...(claimPinnedTo === undefined ? {} : { claimPinnedTo }),
  });
  const text = requestText(outcome, d.clock.now());
  if (text === undefined || !(await mayReply(d, who))) return silence(events);
  return reply(message.conversation, { text }, { redact: true, events });
}

/** Whether a stranger's message asks for a pairing. */
export function asksToPair({ challenge }: Pick<Policy, "challenge">, { command }: InboundMessage): boolean {
  return command?.name === "pair" || challenge === "auto";
}

/** What counts for telling a stranger how to pair, in this order: told once, and at most so many are told. */
export function promptLimits(policy: Policy, who: Principal, { reason }: AccessDecision): readonly Counted[] {
  const kind = reason === "grant_expired" ? "lapsed" : "prompt";
  return [
    replyLimit(policy, who, kind, 1),
    replyLimit(policy, who, "reply", repliesPerWindow),
    { key: `strangers:${who.channel}/${who.account}`, limit: promptsPerAccount },
  ];
}

function replyLimit({ promptWindowMs }: Policy, who: Principal, kind: string, limit: number): Counted {
  return { key: `stranger:${kind}:${formatPrincipal(who)}`, limit: { limit, windowMs: promptWindowMs } };
}

async function promptOnce(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  { decision, events }: { decision: AccessDecision; events: readonly DomainEvent[] },
): Promise<Work> {
  const ended = decision.reason === "grant_expired";
  for (const { key, limit } of promptLimits(d.policy(), who, decision)) {
    if (!(await hit(d, key, limit))) return silence(events);
  }
  return reply(
    message.conversation,
    { text: ended ? lapsed : prompt },
    {
      redact: true,
      events,
      // Their first words, so that an approver can see them once they ask; bounded like the prompts themselves.
      history: [{ session: greetingKey(who), role: "user", text: plainText(message.text, 160), at: d.clock.now() }],
    },
  );
}

/** `/pair` of somebody who is paired: near the end it asks for a renewal, before that it says how long there is (SPEC R3.6). */
export async function pairAgain(d: FlowDeps, who: Principal, message: InboundMessage): Promise<string> {
  const words = message.command?.args.trim() ?? "";
  const said = words === "" ? {} : { firstMessage: plainText(words, 160) };
  const outcome = await d.pairing.request(who, profileOf(message), said);
  return requestText(outcome, d.clock.now()) ?? "You can talk to me already: no pairing needed.";
}

async function firstMessage(d: FlowDeps, who: Principal, message: InboundMessage): Promise<string | undefined> {
  const written = message.command === undefined ? message.text : message.command.args;
  if (written.trim() !== "") return plainText(written, 160);
  const earlier = await d.messages.history(greetingKey(who), { limit: 1 });
  return earlier[0]?.text;
}

function greetingKey(who: Principal): string {
  return `greeting ${formatPrincipal(who)}`;
}

/** A limiter that is out of reach limits: strangers get silence, never more (SPEC R0.3). */
async function mayReply(d: FlowDeps, who: Principal): Promise<boolean> {
  const { key, limit } = replyLimit(d.policy(), who, "reply", repliesPerWindow);
  return hit(d, key, limit);
}
