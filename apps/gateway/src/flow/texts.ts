import { formatDuration, formatPrincipal, plainText } from "@moltbot/core";
import type { DecisionOutcome, Grant, PersonOutcome, RequestOutcome } from "@moltbot/pairing";
import { dateText } from "./dates.ts";
import { payloadOf } from "./payload.ts";

/** What a stranger reads first (SPEC R3.1). */
export const prompt = "👋 I don't know you yet. Please pair first.\n\nSend: /pair";

/** What a person reads whose pairing ended (SPEC R3.6). */
export const lapsed = "⏳ Your pairing has ended. To pair again:\n\nSend: /pair";

/** What a person reads once they are paired, or their pairing was renewed. */
export function pairedText({ renewedAt, expiresAt }: Grant): string {
  const until = expiresAt === undefined ? "" : ` until ${dateText(expiresAt)}`;
  if (renewedAt !== undefined) return `✅ Your pairing was renewed. You can chat with me${until}.`;
  return until === "" ? "✅ Paired! You can chat now." : `✅ Paired! You can chat now,${until}.`;
}

/** What a person reads some time before their pairing ends, with what they can do (SPEC R3.6). */
export function reminderText({ expiresAt = 0 }: Grant, o: { renewalRequired: boolean; now: number }): string {
  const end = `⏳ Your pairing ends in ${formatDuration(expiresAt - o.now)}, on ${dateText(expiresAt)}`;
  return o.renewalRequired
    ? `${end}. To stay, ask for a renewal now.\n\nSend: /pair`
    : `${end}, unless you write to me before then: any message keeps it.`;
}

/** What a person reads when their request was turned down. */
export function turnedDown(renews: number | undefined): string {
  const still = renews === undefined ? "" : ` You can chat with me until ${dateText(renews)}.`;
  return `Your pairing request was declined.${still}`;
}

/** Every outcome of `/pair` in words, each with its own message (SPEC R3.2); `undefined` is silence. */
export function requestText(outcome: RequestOutcome, now: number): string | undefined {
  switch (outcome.status) {
    case "filed":
      if (payloadOf(outcome.approval).renews !== undefined) return renewalFiled(outcome.approval);
      return `Pairing request sent to admin.\n\nYour code: ${payloadOf(outcome.approval).code}\nIf the admin asks, tell them this code. You will hear from me when they answer.`;
    case "pending":
      return `Your pairing request is waiting for an answer (${formatDuration(outcome.approval.expiresAt - now)} left).\n\nYour code: ${payloadOf(outcome.approval).code}`;
    case "paired":
      return pairedAlready(outcome.grant);
    case "owner":
      return "You are an owner of this bot: no pairing needed.";
    case "busy":
      return `Many people are asking to pair right now. Please try again in ${formatDuration(outcome.retryAfterMs)}.`;
    case "limited":
      return outcome.because === "cooldown"
        ? `Your last request was declined. You can ask again in ${formatDuration(outcome.retryAfterMs)}.`
        : `You asked too often. Please try again in ${formatDuration(outcome.retryAfterMs)}.`;
    case "blocked":
    case "not_offered":
      return undefined;
  }
}

type Request = Parameters<typeof payloadOf>[0];

function renewalFiled(approval: Request): string {
  const { code, renews = 0 } = payloadOf(approval);
  return `Your request to renew was sent to the admin.\n\nYour code: ${code}\nIf the admin asks, tell them this code. You can go on chatting until ${dateText(renews)}.`;
}

function pairedAlready({ expiresAt }: Grant): string {
  const until = expiresAt === undefined ? "" : ` until ${dateText(expiresAt)}`;
  return `You are paired already${until}. Just write to me.`;
}

/** Every outcome of an answer, for the person who gave it. */
export function decisionText(outcome: DecisionOutcome): string {
  switch (outcome.status) {
    case "approved":
      return `✅ ${nameIn(outcome)} is paired.`;
    case "voted":
      return `Your vote counts: ${outcome.have} of ${outcome.need} approvals for ${nameIn(outcome)}.`;
    case "denied":
      return `❌ ${nameIn(outcome)} was declined.`;
    case "already":
      return `That request was answered before: it is ${outcome.approval.status}${deciders(outcome)}.`;
    case "expired":
      return "That request has expired. The person can send /pair again.";
    case "not_found":
      return "There is no request with that id. Ids are compared whole: copy it from the request, or send /pending.";
    case "limited":
      return `You tried too many ids that don't exist. Please try again in ${formatDuration(outcome.retryAfterMs)}.`;
    case "forbidden":
      return outcome.because === "own_request"
        ? "You can't decide on your own request."
        : "Only owners and approvers can decide on requests.";
  }
}

/** Every outcome of blocking, unblocking and unpairing, for the person who asked for it. */
export function personText(verb: "block" | "unblock" | "unpair", outcome: PersonOutcome): string {
  if (outcome.status === "done") return doneText(verb, outcome);
  const same = { block: "is blocked already", unblock: "is not blocked", unpair: "is not paired" };
  if (outcome.status === "unchanged") return `${formatPrincipal(outcome.principal)} ${same[verb]}.`;
  const why = {
    not_approver: "Only owners and approvers can do that.",
    owner: "Owners can't be blocked or unpaired: they are named in the config.",
    self: "You can't do that to yourself.",
    blocked: "That person is blocked: unblock them first.",
  };
  return why[outcome.because];
}

function doneText(verb: "block" | "unblock" | "unpair", outcome: Extract<PersonOutcome, { status: "done" }>): string {
  const done = { block: "is blocked", unblock: "is no longer blocked", unpair: "is no longer paired" };
  const { principal, also = [], until, cancelled } = outcome;
  const lines = [
    `${formatPrincipal(principal)} ${done[verb]}${until === undefined ? "" : ` until ${dateText(until)}`}.`,
  ];
  if (also.length > 0)
    lines.push(`Linked to the same person, and treated alike: ${also.map(formatPrincipal).join(", ")}.`);
  if (cancelled.length > 0) lines.push(`Ended with it: ${cancelled.map(({ id }) => id).join(", ")}.`);
  return lines.join("\n");
}

function nameIn(outcome: { approval: Parameters<typeof payloadOf>[0] }): string {
  const payload = payloadOf(outcome.approval);
  const shown = payload.displayName ?? payload.username;
  const id = `${payload.channel}:${payload.userId}`;
  return plainText(shown === undefined ? id : `${shown} (${id})`);
}

function deciders(outcome: { approval: { votes: readonly { by: string }[] } }): string {
  const names = outcome.approval.votes.map((vote) => vote.by);
  return names.length === 0 ? "" : ` (by ${plainText(names.join(", "))})`;
}
