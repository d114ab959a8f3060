import type { Clock, Principal } from "@moltbot/core";
import { endOf, isInForce } from "./grant.ts";
import type { PairingRules } from "./pairing.ts";
import type { Block, Grant, PairingStore, User } from "./store.ts";

/** What a row means under the rules of this moment. */
export interface Reading {
  readonly rules: () => Pick<PairingRules, "ttlMs" | "isOwner" | "linkedTo">;
  readonly clock: Clock;
}

/**
 * A {@link PairingStore} whose answers are read by the rules in force: a grant ends when the rules now end it, a block
 * that is over is none, an owner's is none, and one of another identity of the same person is theirs. What decides reads
 * through this, so that nobody forgets one of them.
 */
export function underRules(store: PairingStore, o: Reading): PairingStore {
  const read = <T extends { readonly grant?: Grant; readonly block?: Block }>(who: Principal, row: T): T => {
    const { grant, block, ...rest } = row;
    const { ttlMs, isOwner } = o.rules();
    const blocked = block !== undefined && isInForce(block, o.clock.now()) && !isOwner(who);
    const seen = { ...rest, ...(grant && { grant: underTtl(grant, ttlMs) }), ...(blocked ? { block } : {}) };
    return seen as T;
  };
  const readUser = (user: User): User => read(user.principal, user);
  return {
    ...store,
    async standing(who, also = []) {
      const linked = o.rules().linkedTo?.(who) ?? [];
      return read(who, await store.standing(who, [...linked, ...also]));
    },
    async user(who) {
      const user = await store.user(who);
      return user && readUser(user);
    },
    find: async (text) => (await store.find(text)).map(readUser),
    async users(query = {}) {
      const users = (await store.users(query)).map(readUser);
      return query.state === "blocked" ? users.filter(({ block }) => block !== undefined) : users;
    },
  };
}

function underTtl(grant: Grant, ttlMs: number | undefined): Grant {
  const end = endOf(grant, ttlMs);
  return end === undefined ? grant : { ...grant, expiresAt: end };
}
