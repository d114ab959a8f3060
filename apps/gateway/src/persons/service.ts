import type { Config } from "@moltbot/config";
import type { Clock, Random } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Policy } from "../policy/policy.ts";
import type { Stores } from "../stores/stores.ts";
import { createWorkspaceNames } from "../workspaces/names.ts";
import { checkChoice } from "./choose.ts";
import { describePerson } from "./describe.ts";
import type { PersonService } from "./person-service.ts";

/** What a {@link PersonService} works with. */
export interface PersonServiceParts {
  readonly config: () => Config;
  readonly stores: Stores;
  readonly pairing: Pick<Pairing, "choose">;
  readonly exec: Pick<ExecApprovals, "pending">;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes one. */
export function createPersonService(o: PersonServiceParts): PersonService {
  const names = createWorkspaceNames(o.stores.secrets, o.random);
  const compiled = new WeakMap<Config, Policy>();
  const policyOf = (config: Config): Policy => {
    const policy = compiled.get(config) ?? compilePolicy(config, o.stores.said);
    compiled.set(config, policy);
    return policy;
  };
  return {
    describe(who) {
      const config = o.config();
      return describePerson({ ...o, config, policy: policyOf(config), names }, who);
    },
    async choose(who, by, change) {
      checkChoice(o.config(), who, change);
      return o.pairing.choose(who, by, change);
    },
  };
}
