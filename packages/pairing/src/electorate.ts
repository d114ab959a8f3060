import type { Ballot, VoteRules } from "@moltbot/approvals";
import { type Address, type Principal, principalKey } from "@moltbot/core";
import type { Delegation } from "./delegation.ts";
import type { PairingRules } from "./pairing.ts";
import { operatorName } from "./parts.ts";

/** Who may decide on one request, as rights, blocks and delegations are at this moment. */
export interface Electorate {
  readonly rules: Pick<PairingRules, "isApprover" | "decidesLate" | "personOf">;
  /** Those in force. */
  readonly delegations: readonly Delegation[];
  /** Keys of the identities that are blocked. */
  readonly blocked: ReadonlySet<string>;
  /** Whether those who decide late were told of it. */
  readonly late: boolean;
  /** The person who asked: neither they nor whoever has their vote decides. */
  readonly requester?: string;
}

/** By which right somebody decides: their own, or that of whoever handed them their vote. */
export type Right = { readonly kind: "own" } | { readonly kind: "delegated"; readonly from: Address };

/** The identity that rules are asked about where people are named without an account. */
export function onAnyAccount({ channel, id }: Address): Principal {
  return { channel, account: "default", id };
}

/** The right of an identity, its own before a delegated one. Delegated rights are not passed on. */
export function rightOf(who: Principal, electorate: Electorate): Right | undefined {
  if (electorate.blocked.has(principalKey(who))) return undefined;
  if (hasOwnRight(who, electorate)) return { kind: "own" };
  const from = delegators(who, electorate)[0];
  return from === undefined ? undefined : { kind: "delegated", from };
}

/** The approvers whose vote an identity holds. */
export function delegators(who: Address, electorate: Electorate): readonly Address[] {
  const { delegations, rules, requester } = electorate;
  return delegations
    .filter(
      ({ from, to }) =>
        isSame(to, who) && mayHandOver(from, electorate) && rules.personOf(onAnyAccount(from)) !== requester,
    )
    .map(({ from }) => from);
}

/** How answers are counted by {@link castVote}: `ballots` are all of them, the new one included. */
export function countingRules(electorate: Electorate, ballots: readonly Ballot[]): Omit<VoteRules, "now"> {
  const { rules, requester } = electorate;
  const nameOf = ({ from, by }: Ballot): string => (from === undefined ? by : rules.personOf(from));
  const counts = ({ from, by }: Ballot): boolean =>
    from === undefined ? by === operatorName : rightOf(from, electorate) !== undefined;
  const voters = new Set(ballots.filter((ballot) => ballot.decision === "approve" && counts(ballot)).map(nameOf));
  if (requester !== undefined) voters.delete(requester);
  const heads = countedAs(voters, electorate);
  return {
    mayDecide: counts,
    personOf: (ballot) => heads.get(nameOf(ballot)) ?? nameOf(ballot),
    ...(requester === undefined ? {} : { requester }),
  };
}

/**
 * Under which name each voter counts: of two voters, one of whom holds the other's vote, at most one counts by
 * themselves. Delegates come last, so that a delegate steps back behind the approver who answers in person.
 */
function countedAs(voters: ReadonlySet<string>, electorate: Electorate): ReadonlyMap<string, string> {
  const { delegations, rules } = electorate;
  const pairs = delegations
    .filter(({ from }) => mayHandOver(from, electorate))
    .map(({ from, to }) => [rules.personOf(onAnyAccount(from)), rules.personOf(onAnyAccount(to))] as const)
    .filter(([from, to]) => from !== to && voters.has(from) && voters.has(to));
  const held = (name: string): number => pairs.filter(([, to]) => to === name).length;
  const heads = new Map<string, string>();
  for (const name of [...voters].sort((a, b) => held(a) - held(b) || (a < b ? -1 : 1))) {
    const near = pairs.flatMap(([from, to]) => (from === name ? [to] : to === name ? [from] : []));
    heads.set(name, near.find((other) => heads.get(other) === other) ?? name);
  }
  return heads;
}

function mayHandOver(from: Address, electorate: Electorate): boolean {
  const who = onAnyAccount(from);
  return !electorate.blocked.has(principalKey(who)) && hasOwnRight(who, electorate);
}

function hasOwnRight(who: Principal, { rules, late }: Electorate): boolean {
  return rules.isApprover(who) || (late && rules.decidesLate?.(who) === true);
}

function isSame(a: Address, b: Address): boolean {
  return a.channel === b.channel && a.id === b.id;
}
