import type { Approval, GrantScope } from "@moltbot/approvals";
import { plainText } from "@moltbot/core";
import type { ExecDecision } from "../exec-approvals.ts";
import { shortLine } from "./cards.ts";

const reach: Readonly<Record<GrantScope, string>> = {
  once: "It runs this once.",
  session: "It runs now, and unasked again in this session.",
  always: "It runs now, and from now on unasked, until somebody revokes it.",
};

/** How far a yes reaches, in words. */
export function reachText(scope: GrantScope, granted: boolean): string {
  if (granted || scope === "once") return reach[scope];
  return "It runs this once; that it may run again could not be remembered.";
}

/** Why a yes is not offered, in words. */
export function refusedText(outcome: Extract<ExecDecision, { status: "refused" }>): string {
  if (outcome.because === "too_long") {
    return "That command is too long to be shown here whole. Open the dashboard to read and approve it.";
  }
  const modes = outcome.offered.includes("session")
    ? "This agent asks once per session: nothing is allowed for good."
    : "This agent asks each time: a yes holds once.";
  return `${modes} Say: ${outcome.offered.join(" or ")}. Nothing was decided.`;
}

/** Every outcome of an answer about a command, for the person who gave it. */
export function execDecisionText(outcome: ExecDecision): string {
  switch (outcome.status) {
    case "approved":
      return `✅ Approved: ${shortLine(outcome.approval)}\n${reachText(outcome.scope, outcome.grant !== undefined)}`;
    case "voted":
      return `Your vote counts: ${outcome.have} of ${outcome.need} approvals for ${shortLine(outcome.approval)}`;
    case "denied":
      return `❌ Denied: ${shortLine(outcome.approval)}`;
    case "already":
      return `That command was answered before: it is ${outcome.approval.status}${deciders(outcome.approval)}.`;
    case "expired":
      return "That request has expired: the command does not run. It can be asked for again.";
    case "not_found":
      return "There is no request with that id. Ids are compared whole: copy it from the request, or send /pending.";
    case "refused":
      return refusedText(outcome);
    case "forbidden":
      return outcome.because === "own_request"
        ? "You can't decide on your own request."
        : "Only owners and approvers can decide on requests.";
  }
}

/** What the person who asked is told once there is an answer; `undefined`: nothing yet. */
export function answerText(approval: Approval): string | undefined {
  const line = shortLine(approval);
  switch (approval.status) {
    case "approved":
      return `✅ Your command was approved: ${line}`;
    case "denied":
      return `❌ Your command was denied: ${line}`;
    case "expired":
      return `⌛ Nobody answered in time, so your command does not run: ${line}`;
    case "cancelled":
      return approval.because === "policy"
        ? `🚫 The rules have changed, and your command does not run: ${line}`
        : undefined;
    default:
      return undefined;
  }
}

function deciders(approval: Approval): string {
  const names = approval.votes.map((vote) => vote.by);
  return names.length === 0 ? "" : ` (by ${plainText(names.join(", "))})`;
}
