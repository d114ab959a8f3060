import type { Ballot } from "@moltbot/approvals";
import { type Principal, principalKey } from "@moltbot/core";
import type { Delegation } from "./delegation.ts";
import { type Electorate, onAnyAccount, rightOf } from "./electorate.ts";
import type { Decider, PairingRules } from "./pairing.ts";
import { isBlocked, type PairingOptions } from "./parts.ts";

/** The delegations that hold now. */
export async function delegationsInForce(
  parts: Pick<PairingOptions, "store" | "clock">,
): Promise<readonly Delegation[]> {
  const now = parts.clock.now();
  return (await parts.store.delegations()).filter(({ until }) => now < until);
}

/** Who may decide, looked up for those who answer. */
export async function electorateFor(
  parts: PairingOptions,
  o: { rules: PairingRules; late: boolean; requester?: Principal; voters: readonly Principal[] },
): Promise<Electorate> {
  const { rules, late, requester, voters } = o;
  const delegations = await delegationsInForce(parts);
  const asked = [...voters, ...delegations.map(({ from }) => onAnyAccount(from))];
  const people = new Map(asked.map((who) => [principalKey(who), who]));
  const blocked = await Promise.all(
    [...people].map(async ([key, who]) => ((await isBlocked(parts, who, rules)) ? [key] : [])),
  );
  return {
    rules,
    delegations,
    blocked: new Set(blocked.flat()),
    late,
    ...(requester === undefined ? {} : { requester: rules.personOf(requester) }),
  };
}

/** The identities behind answers. */
export function votersIn(ballots: readonly Pick<Ballot, "from">[]): readonly Principal[] {
  return ballots.flatMap(({ from }) => from ?? []);
}

/** Whether somebody may decide on some request, whichever. */
export async function mayAnswer(parts: PairingOptions, by: Decider): Promise<boolean> {
  if (by.kind === "operator") return true;
  const { principal } = by;
  const electorate = await electorateFor(parts, { rules: parts.rules(), late: true, voters: [principal] });
  return rightOf(principal, electorate) !== undefined;
}
