import { formatPrincipal } from "@moltbot/core";
import type { PairingRules } from "../pairing.ts";

/** Rules for tests: `telegram:1` is an owner, `telegram:2` and `telegram:3` approve, an hour to answer. */
export function sampleRules(o: Partial<PairingRules> = {}): PairingRules {
  return {
    requestTtlMs: 3_600_000,
    requiredApprovals: 1,
    maxPending: 100,
    maxRequestsPerHour: 5,
    denialCooldownMs: 600_000,
    policy: "test",
    isOwner: (who) => formatPrincipal(who) === "telegram:1",
    isApprover: (who) => ["telegram:1", "telegram:2", "telegram:3"].includes(formatPrincipal(who)),
    personOf: formatPrincipal,
    offersPairing: () => true,
    sessionFor: () => ({ agent: "main", permissions: ["read", "write"] }),
    ...o,
  };
}
