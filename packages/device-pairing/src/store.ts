import type { ApprovalChange, ApprovalStore } from "@moltbot/approvals";
import type { CommitResult, DomainEvent, Notice } from "@moltbot/core";
import type { Device } from "./device.ts";
import type { Role, Scope } from "./scopes.ts";

/** A one-use code that lets a new device ask for at most these scopes. */
export interface JoinCode {
  /** Hex SHA-256 of the code. */
  readonly hash: string;
  /** Names the code where people see it. */
  readonly id: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The changes of one operation on devices, applied in order; preconditions travel with them. */
export type DeviceChange =
  | ApprovalChange
  /** Conflict when the stored version is not the expected one; 0: the device is new. */
  | { readonly type: "put-device"; readonly device: Device; readonly expectedVersion: number }
  | { readonly type: "remove-device"; readonly id: string; readonly expectedVersion: number }
  | { readonly type: "put-join-code"; readonly code: JoinCode }
  /** Removes it. Conflict when it is gone: a code is used once. */
  | { readonly type: "use-join-code"; readonly hash: string };

/** What one operation writes: all of it or nothing. */
export interface DeviceCommit {
  readonly changes: readonly DeviceChange[];
  readonly events: readonly DomainEvent[];
  readonly notices?: readonly Notice[];
}

/** Where devices are kept, together with the requests about them. Every method throws `unavailable` when the store is out of reach. */
export interface DeviceStore {
  /** The questions of kind `device`, kept in the same store so that one commit covers both. */
  readonly approvals: ApprovalStore;
  device(id: string): Promise<Device | undefined>;
  /** All of them, oldest first (`createdAt`, then `id`). */
  devices(): Promise<readonly Device[]>;
  /** The device that holds the token with this hash. */
  byToken(hash: string): Promise<Device | undefined>;
  /** Versions of the devices that exist, of those asked for. */
  versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  joinCode(hash: string): Promise<JoinCode | undefined>;
  /** Removes codes whose time was over at `now`. */
  dropJoinCodes(now: number): Promise<void>;
  /** Notes when a device was last seen. Never raises its version. */
  touch(id: string, at: number): Promise<void>;
  commit(commit: DeviceCommit): Promise<CommitResult>;
}
