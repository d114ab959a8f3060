import { createAgentRouter } from "@moltbot/access";
import { agentBindings, agentSettings, type Config, channelSettings } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import type { People } from "./people.ts";
import type { AgentRoute, Known, Policy, RuleSource } from "./policy.ts";

/** The agent that answers somebody unless anything else is said. */
const usual = "main";

/**
 * Which agent answers a person (SPEC R1.5): the config's `sessions` block, then what an operator chose, then
 * `agents.bindings` from the most particular on, then `main`.
 */
export function createRouting(config: Config, people: People): Policy["agentFor"] {
  const router = createAgentRouter(agentBindings(config));
  return (who, names) => {
    const rule = ruleFor(who, names);
    const { model, dmPolicy } = agentSettings(config, rule.id);
    return {
      ...rule,
      ...(model === undefined ? {} : { model: model.id }),
      ...(dmPolicy === undefined ? {} : { dmPolicy }),
    };
  };

  function ruleFor(who: Principal, names: Known | undefined): Pick<AgentRoute, "id" | "from" | "path"> {
    const declared = people.declared(who, names);
    if (declared?.agent !== undefined) return said("config", declared.agent, `sessions[${quoted(declared.key)}].agent`);
    if (names?.choice?.agent !== undefined) return said("choice", names.choice.agent);
    const nameMatching = channelSettings(config, who.channel, who.account).dangerouslyAllowNameMatching;
    const routed = names?.username === undefined ? who : { ...who, username: names.username };
    const bound = router.route(routed, { nameMatching, labels: people.labelsOf(who) });
    if (bound === undefined) return said("default", usual);
    return said("binding", bound.agent, `agents.bindings[${quoted(bound.binding)}]`);
  }
}

function said(from: RuleSource, id: string, path?: string): Pick<AgentRoute, "id" | "from" | "path"> {
  return { id, from, ...(path === undefined ? {} : { path }) };
}

const quoted = (key: string): string => JSON.stringify(key);
