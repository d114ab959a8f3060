import { type AgentSettings, agentSettings, type Config, type Permission } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import type { People } from "./people.ts";

/**
 * What the config lays down about a person's own session (SPEC R6.4): its `sessions` block, else everything for an owner
 * whose agent was given nothing else. Undefined: the agent's permissions hold.
 */
export function sessionPermissions(
  config: Config,
  people: People,
  who: Principal,
  agentId: string,
): readonly Permission[] | undefined {
  const declared = people.declared(who)?.permissions;
  if (declared !== undefined || !people.isOwner(who)) return declared;
  return agentIsLimited(config, agentSettings(config, agentId)) ? undefined : ["admin"];
}

/** Whether the operator wrote down what the agent may reach; one that is not described reaches nothing. */
function agentIsLimited({ agents }: Config, { id, defined }: AgentSettings): boolean {
  const list = agents?.list ?? {};
  const own = Object.hasOwn(list, id) ? list[id]?.permissions : undefined;
  return !defined || own !== undefined || agents?.defaults?.permissions !== undefined;
}
