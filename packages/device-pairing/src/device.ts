import type { Role, Scope } from "./scopes.ts";

/** The token of a device in one role. The token itself is known to the device alone. */
export interface DeviceToken {
  /** Hex SHA-256. */
  readonly hash: string;
  readonly issuedAt: number;
  /** Milliseconds since the epoch; absent: until it is rotated or revoked. */
  readonly expiresAt?: number;
}

/** What was approved for a device in one role. */
export interface DeviceRole {
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly approvedAt: number;
  /** The request that led here; its votes say who approved. */
  readonly via: string;
  /** Absent until the device has fetched it. */
  readonly token?: DeviceToken;
  /** The device is given a new token when it next proves itself. */
  readonly collect: boolean;
  /** Final: only a new request that somebody approves brings the role back. */
  readonly revokedAt?: number;
}

/** A device that was approved at least once. Times in milliseconds since the epoch. */
export interface Device {
  readonly id: string;
  readonly publicKey: string;
  /** As it was approved; another value has to be approved again. */
  readonly client: { readonly id: string; readonly platform: string };
  /** What the operator calls it. */
  readonly label?: string;
  readonly createdAt: number;
  readonly lastSeenAt?: number;
  /** Raised by one on every change but {@link lastSeenAt}: the precondition of the next. */
  readonly version: number;
  /** At most one entry per role. */
  readonly roles: readonly DeviceRole[];
}

/** What an open connection, or one request with a token, may do: never more than what it was when it began. */
export interface DeviceSession {
  readonly deviceId: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly tokenHash: string;
}

/** The entry of one role. */
export function roleOf(device: Device | undefined, role: Role): DeviceRole | undefined {
  return device?.roles.find((one) => one.role === role);
}

/** The device with this role's entry put in the place of the old one. */
export function withRole(device: Device, entry: DeviceRole): Device {
  return { ...device, roles: [...device.roles.filter((one) => one.role !== entry.role), entry] };
}

/**
 * Whether a session may go on: the role stands, the token is the same and its time is not over, and nothing was taken
 * away. Asked at every message, and whenever the device changed.
 */
export function holds(device: Device | undefined, session: DeviceSession, now: number): boolean {
  const entry = roleOf(device, session.role);
  if (entry?.token === undefined || entry.revokedAt !== undefined) return false;
  if (entry.token.hash !== session.tokenHash) return false;
  if (entry.token.expiresAt !== undefined && now >= entry.token.expiresAt) return false;
  return session.scopes.every((scope) => entry.scopes.includes(scope));
}
