import type { Approval } from "@moltbot/approvals";
import type { Principal } from "@moltbot/core";
import type { Caller } from "./caller.ts";
import type { DeviceClaim } from "./claim.ts";
import type { DeviceSession } from "./device.ts";
import type {
  ConnectOutcome,
  DeviceDecision,
  DeviceOutcome,
  JoinCodeOutcome,
  RotateOutcome,
  VisibleDevice,
} from "./outcomes.ts";
import type { Role, Scope } from "./scopes.ts";

/** The rules in force, read at every operation. */
export interface DeviceRules {
  /** How long a request waits, milliseconds. */
  readonly requestTtlMs: number;
  /** How long a token lasts, milliseconds; absent: until revoked. */
  readonly tokenTtlMs?: number;
  /** How long a join code lasts, milliseconds. */
  readonly joinCodeTtlMs: number;
  /** Most devices waiting. */
  readonly maxPending: number;
  readonly requiredApprovals: number;
  /** What a person may do who answers by chat, asked again whenever votes are counted; absent: the operator. */
  scopesOf(who: Principal | undefined): readonly Scope[];
  /** Version of the policy, stamped on events. */
  readonly policy: string;
}

/** The verbs of devices (SPEC §4). Every one checks who asks, writes change and audit together, and is safe to call from several processes at once. */
export interface Devices {
  /**
   * Proves a device and opens a session, or files a request for people to answer. `nonce` is the challenge that was sent
   * on this very connection.
   */
  connect(
    claim: DeviceClaim,
    o: { gatewayId: string; nonce: string; token?: string; joinCode?: string },
  ): Promise<ConnectOutcome>;
  /** The session behind a bearer token, with everything that was approved. */
  authenticate(token: string): Promise<DeviceSession | undefined>;
  approve(id: string, by: Caller): Promise<DeviceDecision>;
  reject(id: string, by: Caller): Promise<DeviceDecision>;
  /** Requests that the caller may see, oldest first. */
  pending(by: Caller): Promise<readonly Approval[]>;
  /** Devices that the caller may see: all of them with `operator.admin`, else their own. */
  list(by: Caller): Promise<readonly VisibleDevice[]>;
  rotate(o: { deviceId: string; role: Role; scopes?: readonly Scope[] }, by: Caller): Promise<RotateOutcome>;
  revoke(o: { deviceId: string; role: Role }, by: Caller): Promise<DeviceOutcome>;
  /** Forgets a device and withdraws what it asks for. */
  remove(deviceId: string, by: Caller): Promise<DeviceOutcome>;
  label(deviceId: string, label: string, by: Caller): Promise<DeviceOutcome>;
  joinCode(o: { role: Role; scopes: readonly Scope[] }, by: Caller): Promise<JoinCodeOutcome>;
  /** Ends requests whose time is over, and forgets codes. Decisions never depend on it. */
  expire(): Promise<readonly Approval[]>;
}
