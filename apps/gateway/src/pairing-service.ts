import type { Config } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import { createPairing, type Pairing } from "@moltbot/pairing";
import { createExecService } from "./exec/approvals/service.ts";
import { withEndings } from "./flow/endings.ts";
import { withNotices } from "./flow/notices.ts";
import { lookingFirst } from "./identities/looking.ts";
import { compilePolicy } from "./policy/compile.ts";
import type { Stores } from "./stores/stores.ts";

/**
 * The pairing verbs over the opened stores, with the messages that each decision owes. The gateway and a CLI that found
 * no gateway running both use it, so that people hear the same. `owed` is called when messages were queued and delivers
 * them in its own time; without it they are delivered at once.
 */
export function createPairingService(o: {
  config: () => Config;
  stores: Stores;
  clock: Clock;
  random: Random;
  log: Logger;
  owed?: () => void;
}): Pairing {
  const { clock, random, log, stores } = o;
  const compiled = new WeakMap<Config, ReturnType<typeof compilePolicy>>();
  const policy = (): ReturnType<typeof compilePolicy> => {
    const config = o.config();
    const known = compiled.get(config) ?? compilePolicy(config, stores.said);
    compiled.set(config, known);
    return known;
  };
  const { limiter, wakeups } = stores;
  const owed = o.owed === undefined ? {} : { owed: o.owed };
  const ending = withEndings(stores.pairing, { exec: createExecService(o), policy, clock, log });
  const store = withNotices(ending, { policy, limiter, wakeups, clock, log, ...owed });
  const pairing = createPairing({ store, clock, random, limiter: stores.limiter, rules: () => policy().pairing });
  return lookingFirst(pairing, stores.said.refresh, ["find", "pending", "active", "delegations"]);
}
