import type { Config } from "@moltbot/config";
import { type Principal, parseAddress } from "@moltbot/core";
import type { Policy } from "../../policy/policy.ts";

/** The operator is one voter, however they came. */
export const operatorName = "operator";

/** Who is who when answers are counted. */
export interface Voters {
  /** Names the person behind an identity. */
  personOf(who: Principal): string;
  /** Whether this person may decide on what they asked for themselves (SPEC R7.5). */
  decidesOwn(person: string): boolean;
}

/**
 * With a single owner, that owner and the operator are one person, whatever identities are linked to them: nobody else
 * could decide, so they may decide on their own requests, and have one vote.
 */
export function createVoters(config: Config, policy: Policy): Voters {
  const { personOf } = policy.pairing;
  const owners = new Set(
    (config.owners ?? []).map((address) => personOf({ ...parseAddress(address), account: "default" })),
  );
  const single = owners.size <= 1;
  return {
    personOf: (who) => {
      const person = personOf(who);
      return single && owners.has(person) ? operatorName : person;
    },
    decidesOwn: (person) => single && person === operatorName,
  };
}
