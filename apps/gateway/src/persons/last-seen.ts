import { formatPrincipal } from "@moltbot/core";
import type { User } from "@moltbot/pairing";
import type { Stores } from "../stores/stores.ts";

// Who spoke before this many others counts as seen when they were let in.
const mostSessions = 1000;

/**
 * People as late as they were last seen, the latest first. Who was let in does not write their row anew with every message,
 * so their direct chat says it.
 */
export async function lastSeenFirst(
  { messages }: Pick<Stores, "messages">,
  users: readonly User[],
): Promise<readonly User[]> {
  if (users.length === 0) return users;
  const sessions = await messages.sessions({ limit: mostSessions });
  const spoken = new Map(sessions.map(({ session, lastAt }) => [session, lastAt]));
  return users
    .map((user) => seenAt(user, spoken.get(formatPrincipal(user.principal))))
    .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
}

/** One person, as late as they were last seen. */
export async function lastSeen({ messages }: Pick<Stores, "messages">, user: User): Promise<User> {
  const [last] = await messages.lines(formatPrincipal(user.principal), { limit: 1 });
  return seenAt(user, last?.at);
}

function seenAt(user: User, spoke: number | undefined): User {
  return spoke === undefined || spoke <= user.lastSeenAt ? user : { ...user, lastSeenAt: spoke };
}
