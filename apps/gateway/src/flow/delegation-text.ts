import { formatDuration, formatPrincipal, plainText } from "@moltbot/core";
import { type Delegation, type DelegationOutcome, delegationMs } from "@moltbot/pairing";
import { dateText } from "./dates.ts";

type Verb = "delegate" | "undelegate";

/** Every outcome of handing over a vote, for the person who asked for it. */
export function delegationText(outcome: DelegationOutcome, verb: Verb): string {
  if (outcome.status === "unchanged") return "Your vote is in your own hands: there was nothing to take back.";
  if (outcome.status === "forbidden") return refusals[outcome.because];
  const { to, until } = outcome.delegation;
  const name = nameOf(to);
  return verb === "undelegate"
    ? `${name} does not answer requests for you any more.`
    : `${name} is told of pairing requests and may answer them for you until ${dateText(until)}. Together you count as one. To end it: /undelegate`;
}

const refusals: Readonly<Record<Extract<DelegationOutcome, { status: "forbidden" }>["because"], string>> = {
  not_yours: "You can only hand over your own vote.",
  no_vote: "Only owners and approvers have a vote to hand over.",
  self: "That is you yourself.",
  blocked: "That person is blocked.",
  duration: `A vote is handed over for ${formatDuration(delegationMs.least)} to ${formatDuration(delegationMs.most)}.`,
};

/** What the delegate reads when they are handed a vote. */
export function handedText({ from, until }: Delegation): string {
  return `${nameOf(from)} lets you answer pairing requests for them until ${dateText(until)}. Send /pending to see those that wait.`;
}

/** What they read when it is taken back or handed to somebody else. */
export function takenBackText({ from }: Delegation): string {
  return `You don't answer pairing requests for ${nameOf(from)} any more.`;
}

function nameOf({ channel, id }: { channel: string; id: string }): string {
  return plainText(formatPrincipal({ channel, account: "default", id }), 120);
}
