import { type AgentSettings, agentSettings, type Config } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import { agentPath } from "./command-policies.ts";
import type { People } from "./people.ts";
import type { Known, PermissionRule, Policy } from "./policy.ts";

/**
 * What a person's session may reach, and who says so (SPEC R6.4): the config's `sessions` block, then what an operator
 * chose, then everything for an owner whose agent was given nothing else, then the agent's permissions. In a group the
 * agent's hold, and what was laid down about a person can only narrow them (SPEC R5.3).
 */
export function createPermissionRules(
  config: Config,
  people: People,
  agentFor: Policy["agentFor"],
): Policy["permissionRule"] {
  return ({ who, names, groupId, agentId, channel = "" }) => {
    const id = agentId ?? agentFor(who ?? { channel, account: "default", id: "" }, names).id;
    const agent = agentSettings(config, id);
    const usual: PermissionRule = {
      permissions: agent.permissions,
      from: "agent",
      path: permissionsPath(config, id),
    };
    if (who === undefined) return usual;
    const own = laidDown(people, who, names);
    if (groupId !== undefined) return own === undefined ? usual : narrowed(usual, own);
    if (own !== undefined) return own;
    const isFree = people.isOwner(who) && !agentIsLimited(config, agent);
    return isFree ? { permissions: ["admin"], from: "owner" } : usual;
  };
}

function laidDown(people: People, who: Principal, names: Known | undefined): PermissionRule | undefined {
  const declared = people.declared(who, names);
  if (declared?.permissions !== undefined) {
    const path = `sessions[${JSON.stringify(declared.key)}].permissions`;
    return { permissions: declared.permissions, from: "config", path };
  }
  const chosen = names?.choice?.permissions;
  return chosen === undefined ? undefined : { permissions: chosen, from: "choice" };
}

/** What both allow, said by the one that says less. */
function narrowed(group: PermissionRule, own: PermissionRule): PermissionRule {
  if (own.permissions.includes("admin")) return group;
  if (group.permissions.includes("admin")) return own;
  const both = group.permissions.filter((one) => own.permissions.includes(one));
  return both.length === group.permissions.length ? group : { ...own, permissions: both };
}

/** Whether the operator wrote down what the agent may reach; one that is not described reaches nothing. */
function agentIsLimited(config: Config, { id, defined }: AgentSettings): boolean {
  return !defined || ownPermissions(config, id) !== undefined || config.agents?.defaults?.permissions !== undefined;
}

function ownPermissions({ agents }: Config, id: string): readonly string[] | undefined {
  const list = agents?.list ?? {};
  return Object.hasOwn(list, id) ? list[id]?.permissions : undefined;
}

function permissionsPath(config: Config, agentId: string): string {
  const base = ownPermissions(config, agentId) === undefined ? "agents.defaults" : agentPath(agentId);
  return `${base}.permissions`;
}
