import { MoltbotError } from "@moltbot/core";
import type {
  DeviceDecision,
  DeviceOutcome,
  JoinCodeOutcome,
  RotateOutcome,
  VisibleDevice,
} from "@moltbot/device-pairing";
import { decisionOf } from "../http/answer-request.ts";
import { iso, requestShape } from "../http/api/shapes.ts";

/** A device as API and socket tell it. */
export function deviceShape(device: VisibleDevice) {
  return {
    id: device.id,
    label: device.label,
    clientId: device.client.id,
    platform: device.client.platform,
    createdAt: iso(device.createdAt),
    lastSeenAt: iso(device.lastSeenAt),
    roles: device.roles.map(({ role, scopes, approvedAt, via, token, collect, revokedAt }) => ({
      role,
      scopes,
      approvedAt: iso(approvedAt),
      requestId: via,
      state: revokedAt !== undefined ? "revoked" : token === undefined || collect ? "waiting" : "active",
      tokenIssuedAt: iso(token?.issuedAt),
      tokenExpiresAt: iso(token?.expiresAt),
      revokedAt: iso(revokedAt),
    })),
  };
}

/**
 * What came of an answer.
 * @throws MoltbotError when it changed nothing
 */
export function deviceDecisionShape(outcome: DeviceDecision) {
  switch (outcome.status) {
    case "approved":
      return { status: "approved", request: requestShape(outcome.approval), device: deviceShape(outcome.device) };
    case "denied":
      return { status: "denied", request: requestShape(outcome.approval) };
    case "voted":
      return { status: "voted", have: outcome.have, need: outcome.need, request: requestShape(outcome.approval) };
    case "already": {
      const { by, what } = decisionOf(outcome.approval);
      const data = { request: requestShape(outcome.approval) };
      throw new MoltbotError("conflict", `This request is ${what} already, by ${by}`, { data });
    }
    case "expired":
      throw new MoltbotError("expired", "This request has expired", {
        hint: "Let the device connect again: it asks anew.",
        data: { request: requestShape(outcome.approval) },
      });
    case "not_found":
      throw new MoltbotError("not_found", "There is no such request", {
        hint: "Ids are compared whole: copy all of it.",
      });
    case "forbidden":
      throw refused(outcome.because);
  }
}

/**
 * What came of changing a device. A token is told only to the device that it is for.
 * @throws MoltbotError when nothing was changed
 */
export function deviceOutcomeShape(outcome: DeviceOutcome | RotateOutcome) {
  switch (outcome.status) {
    case "done":
    case "unchanged":
      return { status: outcome.status, device: deviceShape(outcome.device) };
    case "rotated":
      return {
        status: "rotated",
        device: deviceShape(outcome.device),
        token: outcome.token,
        expiresAt: iso(outcome.expiresAt),
      };
    case "not_found":
      throw new MoltbotError("not_found", "There is no such device in that role", {
        hint: "Ids are compared whole: copy all of it.",
      });
    case "revoked":
      throw new MoltbotError("conflict", "The token of this device was revoked, and that is final", {
        hint: "Let the device connect again and approve it anew.",
      });
    case "forbidden":
      throw refused(outcome.because);
  }
}

/**
 * A code that was made.
 * @throws MoltbotError `denied`
 */
export function joinCodeShape(outcome: JoinCodeOutcome) {
  if (outcome.status === "forbidden") throw refused(outcome.because);
  const { code, id, expiresAt } = outcome;
  return { code, id, expiresAt: iso(expiresAt) };
}

const reasons: Readonly<Record<string, string>> = {
  not_approver: "Answering requests takes operator.pairing",
  own_request: "A device does not answer its own request",
  beyond_your_scopes: "Nobody gives what they don't have themselves",
  needs_admin: "Only operator.admin lets nodes in",
  not_your_device: "Without operator.admin a device manages itself only",
};

function refused(because: string): MoltbotError {
  return new MoltbotError("denied", reasons[because] ?? "That is not allowed", { data: { because } });
}
