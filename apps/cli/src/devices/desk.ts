import type { BrowserView } from "@moltbot/gateway";
import type { RequestView } from "../backend/views.ts";

/** A device that was let in. */
export interface DeviceView {
  readonly id: string;
  readonly label?: string;
  readonly clientId: string;
  readonly platform: string;
  readonly createdAt: string;
  readonly lastSeenAt?: string;
  readonly roles: readonly {
    readonly role: string;
    readonly scopes: readonly string[];
    readonly state: "active" | "waiting" | "revoked";
    readonly approvedAt: string;
    /** The request that led here. */
    readonly requestId: string;
  }[];
}

/** What came of an answer. */
export interface DeviceAnswer {
  readonly status: "approved" | "denied" | "voted";
  readonly request: RequestView;
  readonly have?: number;
  readonly need?: number;
}

/** What came of changing a device. */
export interface DeviceChange {
  readonly status: "done" | "unchanged";
  readonly device: DeviceView;
}

/** A one-use code. */
export interface JoinCodeView {
  readonly code: string;
  readonly id: string;
  readonly expiresAt: string;
}

/** Everything the commands ask about devices, whether a gateway runs or not. Refusals are MoltbotErrors with the same codes on both sides. */
export interface DeviceDesk {
  /** Where a device connects to; absent: no gateway runs. */
  readonly url: string | undefined;
  list(): Promise<readonly DeviceView[]>;
  pending(): Promise<readonly RequestView[]>;
  answer(id: string, decision: "approve" | "deny"): Promise<DeviceAnswer>;
  change(
    deviceId: string,
    verb: "rotate" | "revoke",
    o: { role: string; scopes?: readonly string[] },
  ): Promise<DeviceChange>;
  remove(deviceId: string): Promise<DeviceChange>;
  label(deviceId: string, label: string): Promise<DeviceChange>;
  joinCode(o: { role: string; scopes: readonly string[] }): Promise<JoinCodeView>;
  browsers(): Promise<readonly BrowserView[]>;
  /** A beginning of the id will do. */
  signOut(id: string): Promise<BrowserView>;
  close(): Promise<void>;
}
