import { agentIds, agentSettings, type Config, channelAccounts, pairingSettings } from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";
import { agentSettingPath } from "../reach.ts";
import { usedAccounts } from "./direct-messages.ts";

/** Who decides on requests (SPEC R3.4, R3.5). */
export const approvers: Check = {
  area: "approvers",
  fine: "Requests reach people who may decide on them",
  run({ config }, report) {
    const channels = usedAccounts(config).filter(({ adapter }) => adapter !== "web");
    const { approvers: stable, unresolvedApprovers } = pairingSettings(config);
    if (channels.length > 0 && (config.owners ?? []).length === 0) {
      report("no-owners", {
        detail: "only who signs in at the dashboard counts as owner",
        fix: 'Put your own stable id there: owners: ["telegram:123456789"].',
        path: "owners",
      });
    }
    const asks = channels.some(({ settings }) => settings.dmPolicy === "pairing");
    if (asks && stable.length === 0) {
      const named =
        unresolvedApprovers.length > 0
          ? "pairing.approvers holds only names, which decide nothing"
          : "there are no approvers and no owners";
      report("no-approvers", {
        detail: `${named}: requests wait for the dashboard or the command line`,
        fix: "Name owners or pairing.approvers by stable id.",
        path: config.pairing?.approvers === undefined ? "owners" : "pairing.approvers",
      });
    }
    checkReach(config, stable, report);
    checkQuorum(config, stable, report);
  },
};

function checkReach(config: Config, stable: readonly string[], report: Report): void {
  const connected = new Set(
    channelAccounts(config)
      .filter(({ connection }) => connection.kind !== "off" && connection.kind !== "unconfigured")
      .map(({ channel }) => channel),
  );
  const [list, path] = config.pairing?.approvers
    ? [config.pairing.approvers, "pairing.approvers"]
    : [config.owners ?? [], "owners"];
  for (const who of stable) {
    const channel = who.slice(0, who.indexOf(":"));
    if (connected.has(channel)) continue;
    report("unreachable-approver", {
      detail: `"${who}" is on ${channel}, where the bot is not connected`,
      fix: `Configure channels.${channel}, or name an approver on a channel that is.`,
      path: `${path}[${list.indexOf(who)}]`,
    });
  }
}

/** Names count towards a quorum when the config is read, and decide nothing. */
function checkQuorum(config: Config, stable: readonly string[], report: Report): void {
  const tell = (needed: number, path: string): void => {
    if (needed <= Math.max(1, stable.length)) return;
    report("quorum-impossible", {
      detail: `${needed} approvals are needed, and ${stable.length} of the approvers are named by stable id`,
      fix: "Put stable ids into pairing.approvers, or lower the number.",
      path,
    });
  };
  tell(pairingSettings(config).requiredApprovals, "pairing.requiredApprovals");
  for (const id of agentIds(config)) {
    tell(
      agentSettings(config, id).exec.requiredApprovals,
      agentSettingPath(config, id, ["tools", "exec", "requiredApprovals"]),
    );
  }
}
