import type { Approval } from "@moltbot/approvals";
import { MoltbotError } from "@moltbot/core";
import type { ExecDecision } from "@moltbot/gateway";
import type { DecisionOutcome, PersonOutcome } from "@moltbot/pairing";
import type { AnswerResult, ApproveResult, DenyResult, PersonResult } from "./backend.ts";
import { noSuchRequest } from "./refusals.ts";
import { requestView } from "./to-view.ts";
import type { RequestView } from "./views.ts";

/**
 * What an answer to a pairing request led to.
 * @throws MoltbotError `not_found`, `conflict` (decided before), `expired` or `denied`
 */
export function decided(outcome: DecisionOutcome, id: string, now: number): ApproveResult | DenyResult {
  return answered(outcome, { id, view: (approval) => requestView(approval, now), list: "pairing pending" });
}

/**
 * What an answer to a request of any kind led to. `list`: the command that lists such requests.
 * @throws MoltbotError `not_found`, `conflict` (decided before), `expired` or `denied`
 */
export function answered(
  outcome: DecisionOutcome | Exclude<ExecDecision, { status: "refused" }>,
  o: { id: string; view: (approval: Approval) => RequestView; list: string },
): AnswerResult {
  const { id, view } = o;
  switch (outcome.status) {
    case "approved":
    case "denied":
      return { status: outcome.status, request: view(outcome.approval) };
    case "voted":
      return { status: "voted", request: view(outcome.approval), have: outcome.have, need: outcome.need };
    case "already": {
      const request = view(outcome.approval);
      throw new MoltbotError("conflict", `${id} was ${request.status} before; nothing was changed`, {
        data: { request },
      });
    }
    case "expired":
      throw new MoltbotError("expired", `the time of ${id} is over`, {
        hint:
          outcome.approval.kind === "exec"
            ? "The command does not run. It can be asked for again."
            : "They can send /pair again; or let them in by their identity: moltbot pairing approve channel:id",
        data: { request: view(outcome.approval) },
      });
    case "not_found":
      throw noSuchRequest(id, o.list);
    case "limited":
      throw new MoltbotError("limited", "too many ids were tried that do not exist");
    case "forbidden":
      throw outcome.because === "own_request"
        ? new MoltbotError("denied", "nobody decides on their own request")
        : new MoltbotError("denied", "you may not decide on this request");
  }
}

const forbidden = {
  not_approver: ["the operator may not do this here", undefined],
  owner: ["owners are named in the config and cannot be blocked", 'Take them out of "owners" first.'],
  self: ["nobody does this to themselves", undefined],
  blocked: ["this person is blocked", "Unblock them first: moltbot users unblock channel:id"],
} as const;

/**
 * What acting on a person led to.
 * @throws MoltbotError `denied`
 */
export function personActed(outcome: PersonOutcome): PersonResult {
  if (outcome.status === "forbidden") {
    const [message, hint] = forbidden[outcome.because];
    throw new MoltbotError("denied", message, hint === undefined ? {} : { hint });
  }
  const { channel, account, id } = outcome.principal;
  const cancelled = outcome.status === "done" ? outcome.cancelled.map((approval) => approval.id) : [];
  const { also = [], until } = outcome.status === "done" ? outcome : {};
  return {
    status: outcome.status,
    channel,
    account,
    userId: id,
    cancelled,
    ...(also.length === 0
      ? {}
      : { also: also.map((one) => ({ channel: one.channel, account: one.account, userId: one.id })) }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}
