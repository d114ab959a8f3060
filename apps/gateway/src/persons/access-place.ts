import { type AccessDecision, effectivePolicy } from "@moltbot/access";
import { type Config, channelSettings, getPath } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import { agentPath } from "../policy/command-policies.ts";
import type { AgentRoute } from "../policy/policy.ts";
import { placeOf, type RulePlace } from "../policy/rule-place.ts";

/** The policy that holds for somebody's direct messages. */
export function policyFor(config: Config, who: Principal, agent: AgentRoute): string {
  return effectivePolicy(channelSettings(config, who.channel, who.account).dmPolicy, agent.dmPolicy);
}

/** Where the rule stands that decided about a direct message; absent for what no file says. */
export function accessPlace(
  config: Config,
  { who, agent, decision }: { who: Principal; agent: AgentRoute; decision: AccessDecision },
): RulePlace | undefined {
  switch (decision.reason) {
    case "owner":
      return entryPlace(config, "owners", decision);
    case "allowlisted":
    case "claim_only":
      return layered(config, who, "allowFrom", (path) => entryPlace(config, path, decision));
    case "auto_approved":
      return placeOf(config, "pairing.autoApprove");
    case "paired":
    case "grant_expired":
      return placeOf(config, `sessions[${JSON.stringify(`${who.channel}:${who.id}`)}].paired`);
    case "dm_disabled":
    case "dm_open":
    case "not_paired":
    case "not_allowlisted":
    case "may_not_pair":
      return policyPlace(config, who, agent);
    default:
      return undefined;
  }
}

/** Where the policy stands that holds: the channel's, or the agent's where that is stricter. */
export function policyPlace(config: Config, who: Principal, agent: AgentRoute): RulePlace | undefined {
  const { dmPolicy } = channelSettings(config, who.channel, who.account);
  const isAgents = agent.dmPolicy !== undefined && effectivePolicy(dmPolicy, agent.dmPolicy) !== dmPolicy;
  if (isAgents) return placeOf(config, `${agentPath(agent.id)}.dmPolicy`);
  return layered(config, who, "dmPolicy", (path) => placeOf(config, path));
}

/** The most particular level that the file has, of the account, the channel and all channels. */
export function layered(
  config: Config,
  { channel, account }: Pick<Principal, "channel" | "account">,
  key: string,
  find: (path: string) => RulePlace | undefined,
): RulePlace | undefined {
  const own = channelPath({ channel, account: "default" });
  const levels = [`${own}.accounts${keyed(account)}`, own, 'channels["*"]'];
  for (const level of levels) if (isWritten(config, `${level}.${key}`)) return find(`${level}.${key}`);
  return undefined;
}

/** Whether the file itself has it there: neither a default nor what a level above gives. */
function isWritten(config: Config, path: string): boolean {
  const answer = getPath(config, path);
  return answer.status === "found" && answer.line !== undefined && !inherited.has(answer.origin);
}

const inherited: ReadonlySet<string> = new Set(["channels.*", "channel", "default"]);

/** `channels.telegram`, or that of the account, as somebody would write it into the file. */
export function channelPath({ channel, account }: Pick<Principal, "channel" | "account">): string {
  const own = `channels${keyed(channel)}`;
  return account === "default" ? own : `${own}.accounts${keyed(account)}`;
}

function keyed(key: string): string {
  return /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The entry of a list that matched. */
function entryPlace(config: Config, path: string, decision: AccessDecision): RulePlace | undefined {
  const match = "match" in decision ? decision.match : "claim" in decision ? decision.claim : undefined;
  const answer = getPath(config, path);
  const entries = answer.status === "found" && Array.isArray(answer.value) ? answer.value.map(String) : [];
  const index = entries.findIndex((entry) => entry.trim() === match?.matchKey);
  return placeOf(config, index < 0 ? path : `${path}[${index}]`);
}
