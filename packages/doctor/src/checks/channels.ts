import { channelAccounts, messageSettings } from "@moltbot/config";
import type { Check } from "../check.ts";
import { nameOf } from "./direct-messages.ts";

/** Which channels are there. */
export const channels: Check = {
  area: "channels",
  fine: "Every channel that the config names can be started",
  run({ config }, report) {
    const accounts = channelAccounts(config).filter(({ adapter }) => adapter !== "web");
    if (accounts.length === 0) {
      report("no-channels", {
        detail: "people reach the bot on this machine only",
        fix: "Connect one: moltbot onboard telegram, or discord, or whatsapp.",
      });
    }
    for (const one of accounts) {
      const path = `channels.${one.channel}${one.account === "default" ? "" : `.accounts.${one.account}`}`;
      const { connection } = one;
      if (connection.kind === "unconfigured") {
        report("channel-unconfigured", {
          detail: `${nameOf(one)} is not started: ${connection.because}`,
          fix: connection.hint,
          path,
        });
      }
      if (connection.kind === "off") {
        report("channel-off", { detail: `${nameOf(one)} is not started: enabled is false`, path });
      }
    }
  },
};

/** How the channels of a running gateway do. */
export const connections: Check = {
  area: "connections",
  fine: "Every channel is connected",
  asks: ({ facts }) => facts.channels !== undefined,
  run({ config, facts }, report) {
    const unconfigured = new Set(
      channelAccounts(config).flatMap((one) => (one.connection.kind === "unconfigured" ? [nameOf(one)] : [])),
    );
    for (const one of facts.channels ?? []) {
      // That it is not configured was said.
      if (one.status === "ok" || unconfigured.has(nameOf(one))) continue;
      report("channel-down", {
        ...(one.status === "starting" ? { severity: "info" as const } : {}),
        detail: `${nameOf(one)}: ${one.status}${one.detail === undefined ? "" : ` (${one.detail})`}`,
        fix: "Look at the log of the gateway.",
        path: `channels.${one.channel}`,
      });
    }
  },
};

/** How often people may write (SPEC R1.3). */
export const limits: Check = {
  area: "limits",
  fine: "How often a person may write is limited",
  run({ config }, report) {
    if (messageSettings(config).maxPerMinute !== 0) return;
    report("no-message-limit", {
      detail: "one person can keep the bot busy and spend what a model costs",
      fix: "Set messages.maxPerMinute: 60.",
      path: "messages.maxPerMinute",
      edit: { set: "60" },
    });
  },
};
