import { effectivePolicy, routeAgent } from "@moltbot/access";
import { compileAllowlist, stableSources } from "@moltbot/allowlist-match";
import {
  agentBindings,
  agentSettings,
  type ChannelAccount,
  type Config,
  channelAccounts,
  messageSettings,
} from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";
import { accountPath, agentSettingPath, strangersReach } from "../reach.ts";

/** Accounts that are used; on the built-in web chat only who signed in or was let in by code is anybody. */
export function usedAccounts(config: Config): readonly ChannelAccount[] {
  return channelAccounts(config).filter(({ connection }) => connection.kind !== "off");
}

/** The agent that answers whoever is named nowhere (SPEC R1.5). */
export function strangersAgent(config: Config, channel: string): string {
  return routeAgent(agentBindings(config), { channel, id: "0" })?.agent ?? "main";
}

/** Who may write unasked, and what that opens (SPEC R1.3). */
export const directMessages: Check = {
  area: "direct-messages",
  fine: "Nobody may write direct messages without being let in",
  run({ config }, report) {
    for (const one of usedAccounts(config)) checkAccount(config, one, report);
  },
};

function checkAccount(config: Config, account: ChannelAccount, report: Report): void {
  const { channel, settings } = account;
  const agent = strangersAgent(config, channel);
  const policy = effectivePolicy(settings.dmPolicy, agentSettings(config, agent).dmPolicy);
  const { entries } = compileAllowlist(settings.allowFrom, { channel, sources: stableSources });
  const wildcard = entries.findIndex(({ source }) => source === "wildcard");
  const name = nameOf(account);
  const list = accountPath(config, account, "allowFrom");
  if (policy === "open") {
    const path = accountPath(config, account, "dmPolicy");
    report("open-dm", {
      detail: `anybody on ${name} is answered by the agent "${agent}"`,
      fix: `Set ${path}: "pairing", so that strangers ask first.`,
      path,
      edit: { set: "pairing" },
    });
    if (wildcard < 0) {
      report("open-without-wildcard", {
        detail: `${name} lets everybody in by dmPolicy alone; its allowFrom holds no "*" and only says whom you know`,
        path,
      });
    }
    checkDangers(config, account, { agent, path }, report);
  }
  if (wildcard >= 0 && policy !== "disabled") {
    const path = `${list}[${wildcard}]`;
    report("wildcard-entry", {
      detail: `"${settings.allowFrom[wildcard]?.trim()}" lets everybody on ${name} in, whatever dmPolicy says`,
      fix: `Take it out of ${list}.`,
      path,
      edit: "unset",
    });
    if (policy !== "open") checkDangers(config, account, { agent, path }, report);
  }
}

function checkDangers(
  config: Config,
  account: ChannelAccount,
  at: { agent: string; path: string },
  report: Report,
): void {
  const { agent, path } = at;
  const name = nameOf(account);
  const reach = strangersReach(config, agent, account);
  const permissions = agentSettingPath(config, agent, ["permissions"]);
  const where = reach.onHost ? "on the host" : "in a sandbox";
  const close = `set ${accountPath(config, account, "dmPolicy")}: "pairing"`;
  if (reach.exec) {
    report("open-dm-exec", {
      detail: `anybody on ${name} can have the agent "${agent}" run commands ${where}`,
      fix: `Take "exec" out of ${permissions}, or ${close}.`,
      path,
    });
  }
  if (reach.write) {
    report("open-dm-write", {
      detail: `anybody on ${name} can have the agent "${agent}" write files ${where}`,
      fix: `Set ${permissions}: ["read"], or ${close}.`,
      path,
    });
  }
  if (reach.onHost) {
    report("open-dm-host", {
      detail: `the agent "${agent}", which answers anybody on ${name}, has its sandbox off`,
      fix: `Set ${agentSettingPath(config, agent, ["sandbox", "mode"])}: "non-main", or ${close}.`,
      path,
    });
  }
  if (messageSettings(config).maxPerMinute === 0) {
    report("open-dm-unlimited", {
      detail: `anybody on ${name} may write as often as they like: messages.maxPerMinute is 0`,
      fix: `Set messages.maxPerMinute: 60, or ${close}.`,
      path,
    });
  }
}

/** An account for people. */
export function nameOf({ channel, account }: { readonly channel: string; readonly account: string }): string {
  return account === "default" ? channel : `${channel}/${account}`;
}
