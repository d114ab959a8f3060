import type { User } from "@moltbot/pairing";
import { sessionIn } from "../flow/converse.ts";
import { knownOf } from "../flow/judge.ts";
import type { Policy } from "../policy/policy.ts";

/** Who answers somebody in their direct chat, and what they may, as it is now. */
export function reachOf(
  user: User,
  policy: Policy,
): { readonly agent: string; readonly permissions: readonly string[] } {
  const { principal: who } = user;
  const conversation = { channel: who.channel, account: who.account, id: who.id, kind: "dm" } as const;
  const { route, facts } = sessionIn(policy, { who, names: knownOf(user.profile, user), conversation });
  return { agent: route.id, permissions: policy.permissionRule(facts).permissions };
}

/** Somebody with what holds for them now: what was so when they were paired may be long gone. */
export function asOfNow(user: User, policy: Policy): User {
  return user.session === undefined ? user : { ...user, session: { ...user.session, ...reachOf(user, policy) } };
}
