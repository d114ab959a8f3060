import { MoltbotError } from "@moltbot/core";
import type { DecisionOutcome, PersonOutcome } from "@moltbot/pairing";
import type { ApproveResult, DenyResult, PersonResult } from "./backend.ts";
import { requestView } from "./to-view.ts";

/**
 * What an answer to a request led to.
 * @throws MoltbotError `not_found`, `conflict` (decided before), `expired` or `denied`
 */
export function decided(outcome: DecisionOutcome, id: string, now: number): ApproveResult | DenyResult {
  switch (outcome.status) {
    case "approved":
    case "denied":
      return { status: outcome.status, request: requestView(outcome.approval, now) };
    case "voted":
      return { status: "voted", request: requestView(outcome.approval, now), have: outcome.have, need: outcome.need };
    case "already": {
      const request = requestView(outcome.approval, now);
      throw new MoltbotError("conflict", `${id} was ${request.status} before; nothing was changed`, {
        data: { request },
      });
    }
    case "expired":
      throw new MoltbotError("expired", `the time of ${id} is over`, {
        hint: "They can send /pair again; or let them in by their identity: moltbot pairing approve channel:id",
        data: { request: requestView(outcome.approval, now) },
      });
    case "not_found":
      throw new MoltbotError("not_found", `there is no request ${id}`, {
        hint: "Ids are compared whole. moltbot pairing pending lists those that wait.",
      });
    case "forbidden":
      throw new MoltbotError("denied", "you may not decide on this request");
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
  return { status: outcome.status, channel, account, userId: id, cancelled };
}
