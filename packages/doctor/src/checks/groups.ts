import { agentSettings, type ChannelAccount, type Config, type GroupSettings } from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";
import { strangersReach } from "../reach.ts";
import { nameOf, strangersAgent, usedAccounts } from "./direct-messages.ts";
import { groupsPath } from "./entries.ts";

/** What groups open (SPEC R5.1, R5.2). */
export const groups: Check = {
  area: "groups",
  fine: "Groups are limited to a list, and act on mentions only",
  run({ config }, report) {
    for (const account of usedAccounts(config).filter(({ adapter }) => adapter !== "web")) {
      const rules = account.settings.groups;
      if (rules === undefined) tellUnlisted(config, account, report);
      for (const [id, group] of Object.entries(rules ?? {})) {
        if (group.enabled) checkGroup(config, account, { id, group }, report);
      }
    }
  },
};

function tellUnlisted(config: Config, account: ChannelAccount, report: Report): void {
  const path = `channels.${account.channel}`;
  report("open-groups", {
    detail: `${nameOf(account)} says nothing about groups: any member of any group is served on mention`,
    fix: `List the groups that you want in ${path}.groups; {} ignores all.`,
    path,
  });
  tellExec(config, account, { path }, report);
}

function checkGroup(
  config: Config,
  account: ChannelAccount,
  { id, group }: { id: string; group: GroupSettings },
  report: Report,
): void {
  const path = groupsPath(config, account, id);
  const which = id === "*" ? `groups on ${nameOf(account)}` : `the group "${id}" on ${nameOf(account)}`;
  const uncapped = group.maxMessagesPerHour === undefined;
  if (!group.requireMention) {
    report("group-no-mention", {
      detail: `the bot reads and answers everything in ${which}`,
      fix: `Set ${path}.requireMention: true.`,
      path: `${path}.requireMention`,
      edit: { set: "true" },
    });
  }
  if (uncapped) {
    report("group-no-cap", {
      ...(group.requireMention ? {} : { severity: "warning" as const }),
      detail: `${which} may keep the bot as busy as it likes`,
      fix: `Set ${path}.maxMessagesPerHour: 60.`,
      path,
    });
  }
  if (group.allowFrom === undefined || group.allowFrom.some((entry) => entry.trim() === "*"))
    tellExec(config, account, { path, group: id }, report);
}

function tellExec(
  config: Config,
  account: ChannelAccount,
  { path, group = "*" }: { path: string; group?: string },
  report: Report,
): void {
  const agent = strangersAgent(config, account.channel);
  const reach = strangersReach(config, agent, { ...account, group });
  if (!reach.exec) return;
  const free = agentSettings(config, agent).exec.security === "full";
  const how = free ? "without being asked" : "if its allowlist or an approver agrees";
  report("open-group-exec", {
    ...(free || reach.onHost ? { severity: "critical" as const } : {}),
    detail: `any member of ${group === "*" ? "a group" : `the group "${group}"`} on ${nameOf(account)} can have the agent "${agent}" run commands ${reach.onHost ? "on the host" : "in a sandbox"}, ${how}`,
    fix: `Set allowFrom in the group, or deny "exec" in its tools.`,
    path,
  });
}
