import type { Config } from "@moltbot/config";
import type { Clock } from "@moltbot/core";
import { underRules } from "@moltbot/pairing";
import { lookingAt } from "../identities/look-up.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Policy } from "../policy/policy.ts";
import type { Stores } from "./stores.ts";

/**
 * The stores as the rules in force read them: grants end when `pairing.ttl` says so now, blocks that are over are gone,
 * and one of a linked identity counts. Everything that decides or shows people goes through this.
 */
export function underPolicy(stores: Stores, o: { policy: () => Policy; clock: Clock }): Stores {
  const rules = () => o.policy().pairing;
  return { ...stores, pairing: lookingAt(underRules(stores.pairing, { rules, clock: o.clock }), stores.said) };
}

/** {@link underPolicy} for a program that looks at the stores beside, or without, a gateway. */
export function underConfig(stores: Stores, o: { config: Config; clock: Clock }): Stores {
  const policy = compilePolicy(o.config, stores.said);
  return underPolicy(stores, { policy: () => policy, clock: o.clock });
}
