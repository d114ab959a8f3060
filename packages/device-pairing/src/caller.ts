import type { Surface } from "@moltbot/approvals";
import type { Actor, Principal } from "@moltbot/core";
import { hasScope, missingScope, type Role, type Scope } from "./scopes.ts";

/** Who asks for something, on whatever surface they came. Facts of the server, never of a message. */
export interface Caller {
  /** The person behind it: one vote, however many devices they hold. */
  readonly name: string;
  readonly actor: Actor;
  readonly via: Surface;
  /** What they may do themselves. */
  readonly scopes: readonly Scope[];
  /** The device they came with. */
  readonly deviceId?: string;
  /** The identity they came with, when they came by chat. */
  readonly principal?: Principal;
}

/** Why somebody may not. Stable: clients and the audit log hold them. */
export type Refusal =
  /** Needs `operator.pairing`. */
  | "not_approver"
  /** Somebody else has to answer a device's own request. */
  | "own_request"
  /** Nobody gives what they don't have (SPEC R4.3). */
  | "beyond_your_scopes"
  /** Only `operator.admin` lets nodes in. */
  | "needs_admin"
  /** Without `operator.admin` a device manages itself only. */
  | "not_your_device";

/** Whether the caller may let a device in with this role and these scopes. The one place that decides it (SPEC R4.3). */
export function mayGrant(
  caller: Pick<Caller, "scopes" | "deviceId">,
  wanted: { deviceId: string; role: Role; scopes: readonly Scope[] },
): Refusal | undefined {
  if (!hasScope(caller.scopes, "operator.pairing")) return "not_approver";
  if (caller.deviceId === wanted.deviceId) return "own_request";
  if (wanted.role !== "operator" && !hasScope(caller.scopes, "operator.admin")) return "needs_admin";
  return missingScope(caller.scopes, wanted.scopes) === undefined ? undefined : "beyond_your_scopes";
}

/** Whether the caller may change what a device holds: its own, or any with `operator.admin`. */
export function mayManage(caller: Pick<Caller, "scopes" | "deviceId">, deviceId: string): Refusal | undefined {
  if (hasScope(caller.scopes, "operator.admin") || caller.deviceId === deviceId) return undefined;
  return hasScope(caller.scopes, "operator.pairing") ? "not_your_device" : "not_approver";
}
