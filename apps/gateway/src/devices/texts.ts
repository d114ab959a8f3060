import { plainText } from "@moltbot/core";
import { type DeviceDecision, readRequest } from "@moltbot/device-pairing";
import { decisionOf } from "../http/answer-request.ts";

const reasons: Readonly<Record<string, string>> = {
  not_approver: "You may not decide on devices.",
  beyond_your_scopes: "It asks for more than you have: an owner has to decide.",
  needs_admin: "Only an owner lets nodes in.",
  own_request: "Somebody else has to decide on this one.",
};

/** What came of an answer about a device, for a chat. */
export function deviceDecisionText(outcome: DeviceDecision): string {
  if (outcome.status === "not_found") return "There is no such request. Ids are compared whole: copy all of it.";
  if (outcome.status === "forbidden") return reasons[outcome.because] ?? "That is not allowed.";
  const request = readRequest(outcome.approval);
  const name =
    request === undefined ? "the device" : `${plainText(request.clientId, 64)} on ${plainText(request.platform, 64)}`;
  switch (outcome.status) {
    case "approved":
      return `Let in: ${name}, for ${request?.scopes.join(", ") || "nothing but proving itself"}. It gets its token when it connects again.`;
    case "denied":
      return `Turned away: ${name}.`;
    case "voted":
      return `Your approval counts: ${outcome.have} of ${outcome.need} for ${name}.`;
    case "expired":
      return `Too late: the request of ${name} has expired. It asks anew when it connects again.`;
    case "already": {
      const { by, what } = decisionOf(outcome.approval);
      return plainText(`Nothing changed: the request of ${name} is ${what} already, by ${by}.`, 300);
    }
  }
}
