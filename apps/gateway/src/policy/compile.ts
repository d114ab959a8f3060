import { createAgentRouter } from "@moltbot/access";
import {
  agentBindings,
  agentSettings,
  type Config,
  channelAccounts,
  channelSettings,
  messageSettings,
  type PairingSettings,
  pairingSettings,
  policyVersion,
} from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import type { PairingRules } from "@moltbot/pairing";
import { createCommandPolicies } from "./command-policies.ts";
import { createDmRules } from "./dm-rules.ts";
import { createGroupRules } from "./group-rules.ts";
import { createPeople, type People } from "./people.ts";
import type { Policy } from "./policy.ts";
import { sessionPermissions } from "./session-permissions.ts";
import { createToolPolicies } from "./tool-policies.ts";
import { createToolSessions } from "./tool-session.ts";

/** Compiles the rules in force from a config. Lists are indexed once per account, not per message. */
export function compilePolicy(config: Config): Policy {
  const version = policyVersion(config);
  const settings = pairingSettings(config);
  const people = createPeople(config);
  const agentFor = createRouting(config, people);
  const permissionsOf = (who: Principal): readonly string[] => {
    const agentId = agentFor(who).id;
    return sessionPermissions(config, people, who, agentId) ?? agentSettings(config, agentId).permissions;
  };
  return {
    version,
    challenge: settings.challenge,
    promptWindowMs: settings.promptWindowMs,
    messagesPerMinute: messageSettings(config).maxPerMinute,
    dmRules: createDmRules(config, agentFor),
    groupRules: createGroupRules(config),
    isOwner: people.isOwner,
    isApprover: people.isApprover,
    approvers: people.approvers,
    declaredGrant: people.declaredGrant,
    agentFor,
    permissionsOf,
    toolSession: createToolSessions(config, people, agentFor),
    toolsOf: createToolPolicies(config),
    commandsOf: createCommandPolicies(config),
    pairing: pairingRules({ config, settings, people, agentFor, permissionsOf, version }),
  };
}

function createRouting(config: Config, people: People): Policy["agentFor"] {
  const router = createAgentRouter(agentBindings(config));
  return (who, names) => {
    const nameMatching = channelSettings(config, who.channel, who.account).dangerouslyAllowNameMatching;
    const routed = names?.username === undefined ? who : { ...who, username: names.username };
    const id = people.declared(who)?.agent ?? router.route(routed, { nameMatching })?.agent ?? "main";
    const { model, dmPolicy } = agentSettings(config, id);
    return {
      id,
      ...(model === undefined ? {} : { model: model.id }),
      ...(dmPolicy === undefined ? {} : { dmPolicy }),
    };
  };
}

function pairingRules(d: {
  config: Config;
  settings: PairingSettings;
  people: People;
  agentFor: Policy["agentFor"];
  permissionsOf: (who: Principal) => readonly string[];
  version: string;
}): PairingRules {
  const { settings, people, config } = d;
  const accounts = new Set(channelAccounts(config).map((one) => `${one.channel}/${one.account}`));
  return {
    requestTtlMs: settings.requestTtlMs,
    ...(settings.ttlMs === undefined ? {} : { ttlMs: settings.ttlMs }),
    requiredApprovals: settings.requiredApprovals,
    maxPending: settings.maxPending,
    maxRequestsPerHour: settings.maxRequestsPerHour,
    denialCooldownMs: settings.denialCooldownMs,
    isOwner: people.isOwner,
    isApprover: people.isApprover,
    personOf: people.personOf,
    offersPairing: (who) =>
      accounts.has(`${who.channel}/${who.account}`) &&
      channelSettings(config, who.channel, who.account).dmPolicy === "pairing",
    sessionFor: (who) => ({ agent: d.agentFor(who).id, permissions: d.permissionsOf(who) }),
    policy: d.version,
  };
}
