import type { Clock } from "@moltbot/core";
import type { ExecApprovals, Stores } from "@moltbot/gateway";
import type { Policy } from "@moltbot/gateway/policy";
import type { Pairing } from "@moltbot/pairing";

/** What a stopped gateway leaves, opened. */
export interface Opened {
  readonly stores: Stores;
  readonly pairing: Pairing;
  readonly exec: ExecApprovals;
  readonly policy: Policy;
  readonly clock: Clock;
}
