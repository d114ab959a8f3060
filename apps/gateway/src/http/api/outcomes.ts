import { MoltbotError } from "@moltbot/core";
import type { PersonOutcome } from "@moltbot/pairing";
import { refusedText } from "../../exec/approvals/texts.ts";
import { type AnswerOutcome, decisionOf } from "../answer-request.ts";
import { grantShape, iso, personShape, requestShape } from "./shapes.ts";

/** The error for a request that is not there. */
export function noSuchRequest(): MoltbotError {
  return new MoltbotError("not_found", "There is no such request", { hint: "Ids are compared whole: copy all of it." });
}

/**
 * An outcome as the API tells it.
 * @throws MoltbotError when the answer changed nothing
 */
export function outcomeShape(outcome: AnswerOutcome) {
  switch (outcome.status) {
    case "approved":
      return { status: "approved", request: requestShape(outcome.approval), ...reachShape(outcome) };
    case "denied":
      return { status: outcome.status, request: requestShape(outcome.approval) };
    case "voted":
      return { status: "voted", have: outcome.have, need: outcome.need, request: requestShape(outcome.approval) };
    case "blocked":
      if (outcome.outcome.status === "forbidden") throw forbidden(outcome.outcome.because);
      return { status: "blocked", request: requestShape(outcome.approval) };
    case "already": {
      const { by, what } = decisionOf(outcome.approval);
      const data = { request: requestShape(outcome.approval) };
      throw new MoltbotError("conflict", `This request is ${what} already, by ${by}`, { data });
    }
    case "expired":
      throw new MoltbotError("expired", "This request has expired", {
        hint: expiredHints[outcome.approval.kind] ?? "The person can send /pair again.",
        data: { request: requestShape(outcome.approval) },
      });
    case "not_found":
      throw noSuchRequest();
    case "limited":
      throw new MoltbotError("limited", "Too many ids were tried that do not exist");
    case "forbidden":
      throw forbidden(outcome.because);
    case "refused": {
      const { because, offered } = outcome;
      throw new MoltbotError("denied", refusedText(outcome), { data: { because, offered } });
    }
  }
}

/** How far a yes about a command reaches, and the grant that it left. */
function reachShape(outcome: Extract<AnswerOutcome, { status: "approved" }>) {
  if (!("scope" in outcome)) return {};
  return {
    scope: outcome.scope,
    grant: outcome.grant && "scope" in outcome.grant ? grantShape(outcome.grant) : undefined,
  };
}

const expiredHints: Readonly<Record<string, string>> = {
  exec: "The command does not run.",
  device: "Let the device connect again: it asks anew.",
};

const reasons: Readonly<Record<string, string>> = {
  not_approver: "You may not decide on this",
  own_request: "Nobody decides on their own request",
  owner: "Owners are named in the config, and cannot be treated like this",
  self: "Nobody does this to themselves",
  blocked: "This person is blocked",
  beyond_your_scopes: "Nobody gives what they don't have themselves",
  needs_admin: "Only operator.admin lets nodes in",
  not_your_device: "Without operator.admin a device manages itself only",
};

const hints: Readonly<Record<string, string>> = {
  blocked: "Unblock them first.",
  owner: "Take them out of owners first.",
};

/** The error for an act that the rules forbid. */
export function forbidden(because: string): MoltbotError {
  const text = hints[because];
  const hint = text === undefined ? {} : { hint: text };
  return new MoltbotError("denied", reasons[because] ?? "This is not allowed", { ...hint, data: { because } });
}

/**
 * What came of a verb on a person.
 * @throws MoltbotError `denied` when the rules forbid it
 */
export function personOutcomeShape(outcome: PersonOutcome) {
  if (outcome.status === "forbidden") throw forbidden(outcome.because);
  const cancelled = outcome.status === "done" ? outcome.cancelled.map((approval) => approval.id) : [];
  const { also = [], until } = outcome.status === "done" ? outcome : {};
  return {
    status: outcome.status,
    ...personShape(outcome.principal),
    cancelled,
    also: also.length === 0 ? undefined : also.map(personShape),
    until: iso(until),
  };
}
