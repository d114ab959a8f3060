import type { ChannelHealth, ChannelLogin, LoginState, WebhookEndpoint } from "@moltbot/channel";
import type { Config } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import type { Devices } from "@moltbot/device-pairing";
import type { Identities, Pairing } from "@moltbot/pairing";
import type { Doctor } from "./doctor/examination.ts";
import type { ExecApprovals } from "./exec/exec-approvals.ts";
import type { Explainer } from "./explain/explanation.ts";
import type { WebChat } from "./http/web-chat.ts";
import type { PersonService } from "./persons/person-service.ts";
import type { Policy } from "./policy/policy.ts";
import type { PeoplePrivacy } from "./privacy/people-privacy.ts";
import type { ConfigState } from "./reload/reloader.ts";
import type { SessionService } from "./sessions/session-service.ts";
import type { Stores } from "./stores/stores.ts";

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
  /** The config in force. */
  readonly config: () => Config;
  /** The rules that it makes. */
  readonly policy: () => Policy;
  /** Which one that is, and what stands in the way of the one on the disk. */
  readonly configState: () => ConfigState;
  readonly stores: Stores;
  readonly pairing: Pairing;
  /** What operators say about identities. */
  readonly identities: Identities;
  /** Questions about commands, and what was granted. */
  readonly exec: ExecApprovals;
  /** What operators ask and lay down about single people. */
  readonly persons: PersonService;
  /** Says why somebody is, or is not, answered; reads only. */
  readonly explain: Explainer;
  /** What was said to the bot, conversation by conversation. */
  readonly sessions: SessionService;
  /** Devices of the operator. */
  readonly devices: Devices;
  /** Exports and erases people. */
  readonly privacy: PeoplePrivacy;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Looks for what is risky, and for what is fine. */
  readonly doctor: Doctor;
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
