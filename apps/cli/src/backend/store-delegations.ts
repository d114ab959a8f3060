import { type Address, MoltbotError, type Principal } from "@moltbot/core";
import { delegationText } from "@moltbot/gateway";
import type { Decider, Delegation, DelegationOutcome } from "@moltbot/pairing";
import type { Backend } from "./backend.ts";
import type { Opened } from "./opened.ts";
import type { DelegationView } from "./views.ts";

const by: Decider = { kind: "operator", via: "cli" };

/** What `moltbot pairing delegate` asks of a stopped gateway's store. */
export function storeDelegations(
  { pairing }: Opened,
  person: (identity: string) => Promise<Principal>,
): Pick<Backend, "delegations" | "delegate" | "undelegate"> {
  const named = async (identity: string): Promise<Address> => {
    const { channel, id } = await person(identity);
    return { channel, id };
  };
  return {
    delegations: async () => (await pairing.delegations()).map(view),
    async delegate(from, to, forMs) {
      const outcome = await pairing.delegate(await named(from), await named(to), forMs, by);
      if (outcome.status !== "done") throw refused(outcome);
      return view(outcome.delegation);
    },
    async undelegate(from) {
      const who = await named(from);
      const outcome = await pairing.undelegate(who, by);
      if (outcome.status === "forbidden") throw refused(outcome);
      return { status: outcome.status, from: address(who) };
    },
  };
}

function refused(outcome: DelegationOutcome): MoltbotError {
  const code = outcome.status === "forbidden" && outcome.because === "duration" ? "invalid" : "denied";
  return new MoltbotError(code, delegationText(outcome, "delegate"));
}

function view({ from, to, madeAt, until, madeBy }: Delegation): DelegationView {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { from: address(from), to: address(to), madeAt: iso(madeAt), until: iso(until), madeBy };
}

const address = ({ channel, id }: Address): string => `${channel}:${id}`;
