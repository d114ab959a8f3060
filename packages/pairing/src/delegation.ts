import type { Address } from "@moltbot/core";

/** An approver's vote in somebody else's hands for a time (DESIGN "Ids and chat commands"). */
export interface Delegation {
  /** Whose vote it is. People who decide are named without an account: the same person on every account. */
  readonly from: Address;
  /** Who may use it. */
  readonly to: Address;
  readonly madeAt: number;
  /** The last millisecond that it holds is the one before. */
  readonly until: number;
  /** Who handed it over: the person, or the operator. */
  readonly madeBy: string;
}

/** A map key per delegator: who has one delegate at a time. */
export function delegatorKey({ from }: Pick<Delegation, "from">): string {
  return JSON.stringify([from.channel, from.id]);
}

/** Shortest and longest time that a vote is in other hands, milliseconds. */
export const delegationMs = { least: 60_000, most: 90 * 86_400_000 } as const;

/** What came of handing over a vote, or of taking it back. */
export type DelegationOutcome =
  | { readonly status: "done"; readonly delegation: Delegation }
  /** There was none to take back. */
  | { readonly status: "unchanged" }
  | {
      readonly status: "forbidden";
      /** `no_vote`: who hands over is neither owner nor approver; `duration`: outside {@link delegationMs}. */
      readonly because: "not_yours" | "no_vote" | "self" | "blocked" | "duration";
    };
