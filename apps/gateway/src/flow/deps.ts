import type { ChannelAdapter, Conversation } from "@moltbot/channel";
import type { Clock, Logger, RateLimiter } from "@moltbot/core";
import type { Devices } from "@moltbot/device-pairing";
import type { Identities, Pairing, PairingStore } from "@moltbot/pairing";
import type { MessageStore } from "@moltbot/sessions";
import type { Agent } from "../agents/agent.ts";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import type { Policy } from "../policy/policy.ts";
import type { Dispatcher } from "../tools/dispatcher.ts";

/** What the message flow works with. */
export interface FlowDeps {
  readonly pairing: Pairing;
  /** Devices of the operator, which owners let in from chat as well. */
  readonly devices: Pick<Devices, "approve" | "reject">;
  /** Questions about commands. */
  readonly exec: ExecApprovals;
  readonly people: Pick<PairingStore, "standing">;
  /** What operators say about identities, and who claims to be whom. */
  readonly identities: Identities;
  /** What the adapter of an account says its platform verifies; nothing while it is not connected here. */
  readonly vouches: (channel: string, account: string) => ChannelAdapter["identity"] | undefined;
  /** Shows in a conversation that the bot is at work. Never rejects. */
  readonly typing: (at: Conversation) => Promise<void>;
  readonly messages: Pick<MessageStore, "history">;
  readonly limiter: RateLimiter;
  /** Counts admitted people's messages while the shared limiter is out of reach. */
  readonly localLimiter: RateLimiter;
  readonly policy: () => Policy;
  readonly agent: (model: string | undefined) => Agent;
  /** What agents call. */
  readonly tools: Dispatcher;
  readonly clock: Clock;
  readonly log: Logger;
}
