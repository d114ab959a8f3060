import { MoltbotError } from "@moltbot/core";
import type { DeviceOutcome, JoinCodeOutcome, RotateOutcome, VisibleDevice } from "@moltbot/device-pairing";
import { forbidden } from "../http/api/outcomes.ts";
import { iso } from "../http/api/shapes.ts";

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
      throw forbidden(outcome.because);
  }
}

/**
 * A code that was made.
 * @throws MoltbotError `denied`
 */
export function joinCodeShape(outcome: JoinCodeOutcome) {
  if (outcome.status === "forbidden") throw forbidden(outcome.because);
  const { code, id, expiresAt } = outcome;
  return { code, id, expiresAt: iso(expiresAt) };
}
