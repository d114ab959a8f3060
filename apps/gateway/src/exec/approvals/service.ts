import { agentSettings, type Config } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import { lookingFirst } from "../../identities/looking.ts";
import { compilePolicy } from "../../policy/compile.ts";
import type { Stores } from "../../stores/stores.ts";
import type { ExecApprovals } from "../exec-approvals.ts";
import { createExecApprovals } from "./create-exec-approvals.ts";
import type { ExecRules } from "./parts.ts";
import { createVoters } from "./voters.ts";

/**
 * Questions about commands over the opened stores. The gateway and a CLI that found no gateway running both use it, so
 * that the same rules hold and people hear the same. `owed`: see {@link createPairingService}.
 */
export function createExecService(o: {
  config: () => Config;
  stores: Stores;
  clock: Clock;
  random: Random;
  log: Logger;
  owed?: () => void;
}): ExecApprovals {
  const { stores, clock, random, log } = o;
  const known = new WeakMap<Config, ExecRules>();
  const rules = (): ExecRules => {
    const config = o.config();
    const kept = known.get(config) ?? rulesOf(config, stores.said);
    known.set(config, kept);
    return kept;
  };
  const { limiter, wakeups, grants } = stores;
  const owed = o.owed === undefined ? {} : { owed: o.owed };
  const shared = { grants, limiter, wakeups, clock, random, log, rules, ...owed };
  const exec = createExecApprovals({ store: stores.pairing, ...shared });
  return lookingFirst(exec, stores.said.refresh, ["granted", "pending", "grants"]);
}

function rulesOf(config: Config, said: Stores["said"]): ExecRules {
  const policy = compilePolicy(config, said);
  return { policy, voters: createVoters(config, policy), settings: (id) => agentSettings(config, id).exec };
}
