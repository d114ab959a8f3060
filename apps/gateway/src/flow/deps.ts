import type { Clock, Logger, RateLimiter } from "@moltbot/core";
import type { Pairing, PairingStore } from "@moltbot/pairing";
import type { MessageStore } from "@moltbot/sessions";
import type { Agent } from "../agents/agent.ts";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import type { Policy } from "../policy/policy.ts";
import type { Dispatcher } from "../tools/dispatcher.ts";

/** What the message flow works with. */
export interface FlowDeps {
  readonly pairing: Pairing;
  /** Questions about commands. */
  readonly exec: ExecApprovals;
  readonly people: Pick<PairingStore, "standing">;
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
