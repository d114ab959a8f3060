import type { Approval } from "@moltbot/approvals";
import type { Refusal } from "./caller.ts";
import type { Device, DeviceSession } from "./device.ts";
import type { ClaimProblem } from "./verify.ts";

/** Why a connection was refused. Stable: clients and the audit log hold them. */
export type ConnectRefusal =
  | ClaimProblem
  /** This challenge was answered before, here or on another replica. */
  | "nonce_used"
  /** The device has a token and did not send it. */
  | "token_required"
  | "token_mismatch"
  | "token_expired"
  /** No such code, its time is over, or it was used. */
  | "join_code_invalid"
  /** The code was made for less. */
  | "join_code_narrower"
  /** A role can't have these scopes. */
  | "beyond_role"
  /** Too many devices wait. */
  | "queue_full";

/** Why a device has to be approved. */
export type RequestReason = "unknown_device" | "new_role" | "wider_scopes" | "changed_client" | "revoked";

/** What came of connecting. */
export type ConnectOutcome =
  /** `token` only when one was just issued: it is never told again. */
  | {
      readonly status: "connected";
      readonly session: DeviceSession;
      readonly device: Device;
      readonly token?: string;
      readonly expiresAt?: number;
    }
  | { readonly status: "not_paired"; readonly approval: Approval; readonly because: RequestReason }
  | { readonly status: "refused"; readonly because: ConnectRefusal };

/** What came of an answer to a device's request. */
export type DeviceDecision =
  | { readonly status: "approved"; readonly approval: Approval; readonly device: Device }
  | { readonly status: "voted"; readonly approval: Approval; readonly have: number; readonly need: number }
  | { readonly status: "denied"; readonly approval: Approval }
  | { readonly status: "already"; readonly approval: Approval }
  | { readonly status: "expired"; readonly approval: Approval }
  | { readonly status: "not_found" }
  | { readonly status: "forbidden"; readonly because: Refusal };

/** What came of changing a device. */
export type DeviceOutcome =
  | { readonly status: "done"; readonly device: Device }
  /** It was so already. */
  | { readonly status: "unchanged"; readonly device: Device }
  | { readonly status: "not_found" }
  /** Revoked is final: the device has to be approved again. */
  | { readonly status: "revoked" }
  | { readonly status: "forbidden"; readonly because: Refusal };

/** What came of rotating: the token is told only to the device that rotates its own. Others fetch it when they next connect. */
export type RotateOutcome =
  | Exclude<DeviceOutcome, { status: "unchanged" }>
  | { readonly status: "rotated"; readonly device: Device; readonly token: string; readonly expiresAt?: number };

/** A fresh code, told once. */
export type JoinCodeOutcome =
  | { readonly status: "made"; readonly code: string; readonly id: string; readonly expiresAt: number }
  | { readonly status: "forbidden"; readonly because: Refusal };

/** A device as one caller may see it. */
export type VisibleDevice = Omit<Device, "publicKey">;
