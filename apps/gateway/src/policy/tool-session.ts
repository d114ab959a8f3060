import { type AgentSettings, agentSettings, type Config } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import type { ToolContext } from "@moltbot/tool-policy";
import type { People } from "./people.ts";
import type { Policy, SessionFacts } from "./policy.ts";

/** Settles what the tool layers look at: the agent by the bindings, its model, ownership, and whether it is sandboxed. */
export function createToolSessions(
  config: Config,
  people: People,
  { agentFor, permissionRule }: Pick<Policy, "agentFor" | "permissionRule">,
): Policy["toolSession"] {
  return (facts) => {
    const { who, groupId } = facts;
    const somebody = who ?? { channel: facts.channel ?? "", account: "default", id: "" };
    const agentId = facts.agentId ?? agentFor(somebody, facts.names).id;
    const { sandbox, model, elevated } = agentSettings(config, agentId);
    const owner = who !== undefined && people.isOwner(who);
    const channel = who?.channel ?? facts.channel;
    const rule = permissionRule({ ...facts, agentId });
    return {
      agentId,
      ...modelOf(facts, model?.id),
      ...(channel === undefined ? {} : { channel }),
      ...(who === undefined ? {} : { accountId: who.account, senderId: who.id }),
      ...(groupId === undefined ? {} : { groupId }),
      // The agent's own are read from the config, which says where they stand.
      ...(rule.from === "agent" ? {} : { permissions: rule.permissions }),
      sandboxed:
        facts.sandboxed ??
        (isSandboxed(sandbox.mode, owner && groupId === undefined) &&
          !(who !== undefined && groupId === undefined && isElevated(elevated, who, owner))),
      owner,
      ...(facts.subagent === true ? { subagent: true } : {}),
    };
  };
}

function modelOf(
  { provider, model }: SessionFacts,
  configured: string | undefined,
): Pick<ToolContext, "provider" | "model"> {
  if (provider === undefined && model === undefined) return configured === undefined ? {} : { model: configured };
  return { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) };
}

/** An elevated agent works outside the sandbox: for owners, or for who is listed by stable id; never for everybody (SPEC R6.4). */
export function isElevated({ enabled, allowFrom }: AgentSettings["elevated"], who: Principal, owner: boolean): boolean {
  if (!enabled) return false;
  return allowFrom === undefined ? owner : allowFrom.includes(`${who.channel}:${who.id}`);
}

/** The main session is the owner's direct chat (SPEC R8.1). */
function isSandboxed(mode: "off" | "all" | "non-main", isMain: boolean): boolean {
  return mode === "all" || (mode === "non-main" && !isMain);
}
