import type { Config } from "@moltbot/config";
import type { Clock, Random } from "@moltbot/core";
import { createIdentities, type Identities } from "@moltbot/pairing";
import { compilePolicy } from "../policy/compile.ts";
import type { Policy } from "../policy/policy.ts";
import type { Stores } from "../stores/stores.ts";

/**
 * What operators say about identities, over the opened stores. The gateway and a CLI that found no gateway running both
 * use it. Other processes are told of every change; who misses that finds it at the next decision.
 */
export function createIdentityService(o: {
  config: () => Config;
  stores: Stores;
  clock: Clock;
  random: Random;
}): Identities {
  const { clock, random, stores } = o;
  const { identities: store, said, limiter, wakeups } = stores;
  const compiled = new WeakMap<Config, Policy>();
  const policy = (): Policy => {
    const config = o.config();
    const known = compiled.get(config) ?? compilePolicy(config, said);
    compiled.set(config, known);
    return known;
  };
  return createIdentities({
    store,
    clock,
    random,
    limiter,
    rules: () => {
      const { version, entriesOf, configuredPerson } = policy();
      return { policy: version, entries: entriesOf, configured: configuredPerson };
    },
    onEvent: () => void wakeups.publish("identities").catch(() => undefined),
  });
}
