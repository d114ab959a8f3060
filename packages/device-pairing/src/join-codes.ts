import type { Attempt } from "@moltbot/approvals";
import { newId, newToken } from "@moltbot/core";
import { type Caller, mayGrant } from "./caller.ts";
import type { JoinCodeOutcome } from "./outcomes.ts";
import { carryOut, type DevicesOptions, deviceEvent, forbidden, hashOf } from "./parts.ts";
import { missingScope, type Role, roleScopes, type Scope } from "./scopes.ts";
import type { DeviceCommit } from "./store.ts";

/**
 * See `Devices.joinCode`. The code carries no rights: it names what a device may ask for, and a person still answers.
 * A caller gives codes for what they could approve themselves.
 */
export function createJoinCode(
  parts: DevicesOptions,
  { role, scopes }: { role: Role; scopes: readonly Scope[] },
  by: Caller,
): Promise<JoinCodeOutcome> {
  const now = parts.clock.now();
  const code = newToken(parts.random, 16);
  const id = newId("dev", { now, random: parts.random });
  const expiresAt = now + parts.rules().joinCodeTtlMs;
  const refusal =
    mayGrant({ scopes: by.scopes }, { deviceId: "", role, scopes }) ??
    (missingScope(roleScopes[role], scopes) === undefined ? undefined : "beyond_your_scopes");
  return carryOut(parts, async (): Promise<Attempt<JoinCodeOutcome, DeviceCommit>> => {
    if (refusal !== undefined) return forbidden(parts, by, by.deviceId ?? "none", refusal);
    const kept = { hash: hashOf(code), id, role, scopes, createdAt: now, expiresAt };
    const event = deviceEvent(parts, "join_code_made", {
      actor: by.actor,
      outcome: "done",
      deviceId: by.deviceId ?? "none",
      ref: id,
      data: { role, scopes: [...scopes] },
    });
    return {
      answer: { status: "made", code, id, expiresAt },
      commit: { changes: [{ type: "put-join-code", code: kept }], events: [event] },
    };
  });
}
