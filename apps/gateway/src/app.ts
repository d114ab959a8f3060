import type { ApprovalStore, GrantStore } from "@moltbot/approvals";
import type { AuditLog } from "@moltbot/audit";
import type { ChannelHealth, ChannelKeys, ChannelLogin, LoginState, WebhookEndpoint } from "@moltbot/channel";
import type { Clock, Logger, NonceStore, Random, RateLimiter, Wakeups } from "@moltbot/core";
import type { DeviceStore, Devices } from "@moltbot/device-pairing";
import type { Identities, IdentityStore, IdentityView, Pairing, PairingStore } from "@moltbot/pairing";
import type { ErasureJournal, PersonalPlace } from "@moltbot/pairing/privacy";
import type { MessageStore } from "@moltbot/sessions";
import type { ExecApprovals } from "./exec/exec-approvals.ts";
import type { WebChat } from "./http/web-chat.ts";
import type { PersonService } from "./persons/person-service.ts";
import type { PeoplePrivacy } from "./privacy/people-privacy.ts";

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
  readonly pairing: PairingStore;
  /** Labels, links, claims and pins. */
  readonly identities: IdentityStore;
  /** Labels and links as they were at the last look. */
  readonly said: IdentityView;
  readonly devices: DeviceStore;
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

/** One configured channel account and how it is doing. */
export interface ChannelStatus {
  readonly channel: string;
  readonly account: string;
  readonly health: ChannelHealth;
  /** Present where somebody links the account by hand. */
  readonly login?: LoginState;
}

/** What a change was about. */
export type ChangeTopic = "approvals" | "users" | "devices" | "chat";

/** What the HTTP surface, the dashboard and the API work on. */
export interface App {
  readonly stores: Stores;
  readonly pairing: Pairing;
  /** What operators say about identities. */
  readonly identities: Identities;
  /** Questions about commands, and what was granted. */
  readonly exec: ExecApprovals;
  /** What operators ask and lay down about single people. */
  readonly persons: PersonService;
  /** Devices of the operator. */
  readonly devices: Devices;
  /** Exports and erases people. */
  readonly privacy: PeoplePrivacy;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly channels: () => Promise<readonly ChannelStatus[]>;
  /** How somebody links an account by hand, if it is such a one. */
  readonly channelLogin: (channel: string, account: string) => Promise<ChannelLogin | undefined>;
  /** What stands between now and being ready; empty when ready. */
  readonly trouble: () => Promise<readonly string[]>;
  /** Called after any change that people should hear about at once. */
  readonly changed: (topic: ChangeTopic) => void;
  /** Calls `run` after every change, here or on another replica; the returned function stops it. A hint, never a promise. */
  readonly watch: (run: (topic: ChangeTopic) => void) => () => void;
  /** The endpoint of a channel account in webhook mode. */
  readonly webhooks: (channel: string, account: string) => WebhookEndpoint | undefined;
  /** The web chat on the loopback channel `web`. */
  readonly chat: WebChat;
}
