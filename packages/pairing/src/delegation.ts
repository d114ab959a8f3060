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
