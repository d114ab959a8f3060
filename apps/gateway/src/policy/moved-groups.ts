import { type Config, channelSettings } from "@moltbot/config";
import type { GroupPlace } from "../channels/moves.ts";
import type { Policy } from "./policy.ts";

/**
 * The policy, for groups that moved too: while the config does not name the new id of a group, its rules, binding and
 * tools are those of the id that it had before (SPEC R5.2).
 */
export function followMoves(policy: Policy, config: Config, formerOf: (at: GroupPlace) => string | undefined): Policy {
  const isNamed = ({ channel, account, id }: GroupPlace): boolean =>
    Object.hasOwn(channelSettings(config, channel, account).groups ?? {}, id) ||
    Object.hasOwn(config.agents?.bindings ?? {}, `${channel}:${id}`);
  const asConfigured = <T extends GroupPlace>(at: T): T => {
    const former = formerOf(at);
    return former === undefined || isNamed(at) ? at : { ...at, id: former };
  };
  return {
    ...policy,
    groupRules: (at) => policy.groupRules(asConfigured(at)),
    ruledAs: (at) => asConfigured(at).id,
    // Asked with the id of the group where a group speaks; people's ids never move.
    agentFor: (who, names) => policy.agentFor(asConfigured(who), names),
    toolSession(facts) {
      const { who, groupId } = facts;
      if (who === undefined || groupId === undefined) return policy.toolSession(facts);
      return policy.toolSession({ ...facts, groupId: asConfigured({ ...who, id: groupId }).id });
    },
  };
}
