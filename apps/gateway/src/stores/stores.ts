import type { ApprovalStore, GrantStore, JobBoard } from "@moltbot/approvals";
import type { AuditLog } from "@moltbot/audit";
import type { ChannelKeys } from "@moltbot/channel";
import type { NonceStore, RateLimiter, Wakeups } from "@moltbot/core";
import type { BrowserStore, DeviceStore } from "@moltbot/device-pairing";
import type { IdentityStore, IdentityView, PairingStore } from "@moltbot/pairing";
import type { ErasureJournal, PersonalPlace } from "@moltbot/pairing/privacy";
import type { MessageStore } from "@moltbot/sessions";

/** Keeps small installation-wide secrets (cookie key, gateway id) beside the data they protect. */
export interface SecretStore {
  /** The value under `name`; `make` fills it once, for all processes. */
  getOrCreate(name: string, make: () => Uint8Array): Promise<Uint8Array>;
}

/** Everything the gateway keeps, whatever it is kept in. */
export interface Stores {
  readonly kind: "postgres" | "pglite" | "memory";
  readonly approvals: ApprovalStore;
  /** What was granted about commands, and which approved ones ran. */
  readonly grants: GrantStore;
  /** Commands that run now, in any process. */
  readonly jobs: JobBoard;
  readonly pairing: PairingStore;
  /** Labels, links, claims and pins. */
  readonly identities: IdentityStore;
  /** Labels and links as they were at the last look. */
  readonly said: IdentityView;
  readonly devices: DeviceStore;
  /** Browsers that are signed in to the dashboard. */
  readonly browsers: BrowserStore;
  readonly audit: AuditLog;
  readonly channelKeys: ChannelKeys;
  readonly messages: MessageStore;
  readonly secrets: SecretStore;
  /** Erasures of people, and every part of the stores that holds traces of them. */
  readonly privacy: { readonly journal: ErasureJournal; readonly places: readonly PersonalPlace[] };
  readonly nonces: NonceStore;
  readonly limiter: RateLimiter;
  readonly wakeups: Wakeups;
  /** Every part that must answer for the gateway to be ready; empty when all do. */
  trouble(): Promise<readonly string[]>;
  close(): Promise<void>;
}
