import type { DmRules } from "@moltbot/access";
import { compileAllowlist, stableSources } from "@moltbot/allowlist-match";
import { type Config, channelSettings, pairingSettings } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import type { Policy } from "./policy.ts";

/**
 * The DM rules of every account, each compiled at its first message. Names grant only where
 * `dangerouslyAllowNameMatching` says so; elsewhere they are claims (SPEC R2.5).
 */
export function createDmRules(config: Config, agentFor: Policy["agentFor"]): Policy["dmRules"] {
  const accounts = new Map<string, Omit<DmRules, "agentPolicy">>();
  return (who, names) => {
    const key = `${who.channel}/${who.account}`;
    const rules = accounts.get(key) ?? compileRules(config, who);
    accounts.set(key, rules);
    const { dmPolicy } = agentFor(who, names);
    return dmPolicy === undefined ? rules : { ...rules, agentPolicy: dmPolicy };
  };
}

function compileRules(config: Config, { channel, account }: Principal): Omit<DmRules, "agentPolicy"> {
  const settings = channelSettings(config, channel, account);
  const { emailDomains, phonePatterns } = pairingSettings(config).autoApprove;
  const strict = { channel, sources: stableSources };
  // The signed-in operator is an owner of the built-in web chat.
  const owners = [...(config.owners ?? []), ...(channel === "web" ? ["web:owner"] : [])];
  return {
    policy: settings.dmPolicy,
    owners: compileAllowlist(owners, strict),
    allow: compileAllowlist(settings.allowFrom, settings.dangerouslyAllowNameMatching ? { channel } : strict),
    claims: compileAllowlist(settings.allowFrom, { channel }),
    labels: compileAllowlist(settings.allowFrom, { channel, sources: ["tag", "prefixed-tag"] }),
    entries: new Set(settings.allowFrom.map((entry) => entry.trim())),
    autoApprove: { emailDomains, phonePatterns },
  };
}
