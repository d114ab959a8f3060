import type { Principal } from "@moltbot/core";
import { allScopes, type Caller, type DeviceSession, type Scope } from "@moltbot/device-pairing";
import type { Policy } from "../policy/policy.ts";

/** Where the operator came from. */
type OperatorVia = "cli" | "dashboard" | "api";

/** The operator at the machine itself, or in a browser that signed in: one person, who may do everything. */
export function operatorCaller(via: OperatorVia): Caller {
  return { name: "operator", actor: { kind: "operator", via }, via, scopes: allScopes };
}

/** A device that was approved: the operator with less. */
export function deviceCaller(session: DeviceSession): Caller {
  return { ...operatorCaller("api"), scopes: session.scopes, deviceId: session.deviceId };
}

/** Somebody who writes in chat. */
export function personCaller(policy: Pick<Policy, "isOwner" | "isApprover" | "pairing">, who: Principal): Caller {
  return {
    name: policy.pairing.personOf(who),
    actor: { kind: "person", principal: who },
    via: "chat",
    scopes: scopesOf(policy, who),
    principal: who,
  };
}

/** What somebody may do about devices: owners everything; approvers let in what only reads, answers and approves. */
export function scopesOf(policy: Pick<Policy, "isOwner" | "isApprover">, who: Principal | undefined): readonly Scope[] {
  if (who === undefined || policy.isOwner(who)) return allScopes;
  return policy.isApprover(who) ? ["operator.read", "operator.approvals", "operator.pairing"] : [];
}
