import { principalKey } from "@moltbot/core";
import { type Delegation, delegatorKey } from "./delegation.ts";
import { isInForce } from "./grant.ts";
import type { Block, Grant, PairingChange } from "./store.ts";

/** What the preconditions of a commit look at, in memory. */
export interface Held {
  readonly grants: ReadonlyMap<string, Grant>;
  readonly blocks: ReadonlyMap<string, Block>;
  readonly delegations: ReadonlyMap<string, Delegation>;
}

/** Why changes about people cannot be written in this order, or `undefined`. */
export function checkPeople(held: Held, changes: readonly PairingChange[]): string | undefined {
  const blocks = new Map(held.blocks);
  const grants = new Map(held.grants);
  for (const change of changes) {
    const because = checkGrant(blocks, grants, change) ?? checkBlock(blocks, change) ?? checkDelegation(held, change);
    if (because !== undefined) return because;
  }
  return undefined;
}

function checkGrant(
  blocks: ReadonlyMap<string, Block>,
  grants: Map<string, Grant>,
  change: PairingChange,
): string | undefined {
  if (change.type === "remove-grant") grants.delete(principalKey(change.principal));
  if (change.type !== "put-grant" && change.type !== "change-grant") return undefined;
  const { grant } = change;
  const key = principalKey(grant.principal);
  const block = blocks.get(key);
  if (change.type === "put-grant" && block !== undefined && isInForce(block, grant.renewedAt ?? grant.grantedAt)) {
    return "the person is blocked";
  }
  if (change.type === "change-grant" && !sameState(grants.get(key), change.before)) return "the grant was changed";
  grants.set(key, grant);
  return undefined;
}

function sameState(a: Grant | undefined, b: Grant): boolean {
  const times = ["grantedAt", "renewedAt", "remindedAt", "lapsedAt"] as const;
  return a !== undefined && times.every((time) => a[time] === b[time]);
}

function checkBlock(blocks: Map<string, Block>, change: PairingChange): string | undefined {
  if (change.type === "remove-block") blocks.delete(principalKey(change.principal));
  if (change.type !== "put-block") return undefined;
  const key = principalKey(change.block.principal);
  const before = blocks.get(key);
  if (before !== undefined && isInForce(before, change.block.blockedAt)) return "the person is blocked already";
  blocks.set(key, change.block);
  return undefined;
}

function checkDelegation({ delegations }: Held, change: PairingChange): string | undefined {
  if (change.type !== "remove-delegation") return undefined;
  const { delegation } = change;
  const gone = delegations.get(delegatorKey(delegation))?.madeAt !== delegation.madeAt;
  return gone ? "the delegation is not there any more" : undefined;
}
