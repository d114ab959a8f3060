import {
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
import type { IdentityView, PairingRules } from "@moltbot/pairing";
import { createCommandPolicies } from "./command-policies.ts";
import { createDmRules } from "./dm-rules.ts";
import { createGroupRules } from "./group-rules.ts";
import { createPeople, type People } from "./people.ts";
import { configuredPersons } from "./persons.ts";
import type { Known, Policy } from "./policy.ts";
import { createRouting } from "./routing.ts";
import { createPermissionRules } from "./session-permissions.ts";
import { createToolPolicies } from "./tool-policies.ts";
import { createToolSessions, isElevated } from "./tool-session.ts";

/**
 * Compiles the rules in force from a config. Lists are indexed once per account, not per message. `said`: the labels and
 * links that operators made, looked at anew at every question; absent: none.
 */
export function compilePolicy(config: Config, said?: Pick<IdentityView, "labelsOf" | "people">): Policy {
  const version = policyVersion(config);
  const settings = pairingSettings(config);
  const people = createPeople(config, said);
  const agentFor = createRouting(config, people);
  const permissionRule = createPermissionRules(config, people, agentFor);
  const permissionsOf = (who: Principal, names?: Known): readonly string[] =>
    permissionRule({ who, ...(names === undefined ? {} : { names }) }).permissions;
  const dmRules = createDmRules(config, agentFor);
  return {
    version,
    challenge: settings.challenge,
    promptWindowMs: settings.promptWindowMs,
    messagesPerMinute: messageSettings(config).maxPerMinute,
    dmRules,
    entriesOf: (who) => dmRules(who).entries ?? new Set(),
    labelsOf: people.labelsOf,
    configuredPerson: configuredPersons(config),
    autoApprovePerHour: settings.autoApprove.maxPerHour,
    groupRules: createGroupRules(config),
    ruledAs: ({ id }) => id,
    isOwner: people.isOwner,
    isApprover: people.isApprover,
    approvers: people.approvers,
    toldLate: people.toldLate,
    reach: people.reach,
    declaredGrant: people.declaredGrant,
    agentFor,
    permissionsOf,
    permissionRule,
    workspaceOf: (who) => people.declared(who)?.workspace,
    trustedOnHost(who, agentId) {
      const owner = people.isOwner(who);
      return owner || isElevated(agentSettings(config, agentId).elevated, who, owner);
    },
    toolSession: createToolSessions(config, people, { agentFor, permissionRule }),
    toolsOf: createToolPolicies(config),
    commandsOf: createCommandPolicies(config),
    pairing: pairingRules({ config, settings, people, agentFor, permissionsOf, version }),
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
    renewalRequired: settings.renewalRequired,
    ...(settings.remindBeforeMs === undefined ? {} : { remindBeforeMs: settings.remindBeforeMs }),
    requiredApprovals: settings.requiredApprovals,
    ...(settings.escalateAfterMs === undefined ? {} : { escalateAfterMs: settings.escalateAfterMs }),
    maxPending: settings.maxPending,
    maxRequestsPerHour: settings.maxRequestsPerHour,
    denialCooldownMs: settings.denialCooldownMs,
    isOwner: people.isOwner,
    isApprover: people.isApprover,
    decidesLate: people.decidesLate,
    personOf: people.personOf,
    linkedTo: people.linkedTo,
    offersPairing: (who) =>
      accounts.has(`${who.channel}/${who.account}`) &&
      channelSettings(config, who.channel, who.account).dmPolicy === "pairing",
    sessionFor: (who) => ({ agent: d.agentFor(who).id, permissions: d.permissionsOf(who) }),
    policy: d.version,
  };
}
