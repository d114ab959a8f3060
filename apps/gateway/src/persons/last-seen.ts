import { formatPrincipal } from "@moltbot/core";
import type { User } from "@moltbot/pairing";
import type { Stores } from "../stores/stores.ts";

type Spoken = { readonly messages: Pick<Stores["messages"], "lastSpoken"> };

/**
 * People as late as they were last seen, the latest first. Who was let in does not write their row anew with every message,
 * so their direct chat says it.
 */
export async function lastSeenFirst({ messages }: Spoken, users: readonly User[]): Promise<readonly User[]> {
  const spoken = await messages.lastSpoken(users.map(({ principal }) => formatPrincipal(principal)));
  return users
    .map((user) => ({
      ...user,
      lastSeenAt: Math.max(user.lastSeenAt, spoken.get(formatPrincipal(user.principal)) ?? 0),
    }))
    .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
}

/** One person, as late as they were last seen. */
export async function lastSeen(stores: Spoken, user: User): Promise<User> {
  const [seen = user] = await lastSeenFirst(stores, [user]);
  return seen;
}
