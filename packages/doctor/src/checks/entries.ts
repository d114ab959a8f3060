import { compileAllowlist, type EntryReport, stableSources } from "@moltbot/allowlist-match";
import { type ChannelAccount, type Config, channelAccounts } from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";
import { accountPath, keyPath } from "../reach.ts";
import { nameOf } from "./direct-messages.ts";

/** Entries that do less than they seem, or rest on names (SPEC R2.5). */
export const entries: Check = {
  area: "entries",
  fine: "Every entry of every list names somebody by a stable id",
  run({ config }, report) {
    for (const account of channelAccounts(config)) {
      if (account.connection.kind === "off") continue;
      const { settings } = account;
      checkList(account, { list: settings.allowFrom, path: accountPath(config, account, "allowFrom") }, report);
      for (const [id, group] of Object.entries(settings.groups ?? {})) {
        const path = `${groupsPath(config, account, id)}.allowFrom`;
        checkList(account, { list: group.allowFrom ?? [], path }, report);
      }
    }
  },
};

/** Where the rules of a group stand: in the strongest block that names it. */
export function groupsPath(config: Config, account: ChannelAccount, id: string): string {
  const { channel } = account;
  const own = config.channels?.[channel];
  const inAccount = Object.hasOwn(own?.accounts?.[account.account]?.groups ?? {}, id);
  const inChannel = Object.hasOwn(own?.groups ?? {}, id);
  const at = inAccount
    ? `channels.${channel}.accounts.${account.account}`
    : inChannel
      ? `channels.${channel}`
      : 'channels["*"]';
  return `${at}.groups${keyPath(id)}`;
}

interface List {
  readonly list: readonly string[];
  readonly path: string;
}

function checkList(account: ChannelAccount, { list, path }: List, report: Report): void {
  const { channel, settings } = account;
  const compiled = compileAllowlist(list, { channel, sources: stableSources });
  for (const one of compiled.entries) {
    const at = `${path}[${one.index}]`;
    if (one.status === "mutable") tellName(one, { at, byName: settings.dangerouslyAllowNameMatching }, report);
    else if (one.status !== "live") {
      report("dead-entry", {
        detail: `"${one.entry}" on ${nameOf(account)}: ${sentence(one.reason ?? "it matches nobody")}`,
        fix: one.instead ?? "Take it out, or write the stable id.",
        path: at,
        ...(one.instead === undefined ? { edit: "unset" as const } : {}),
      });
    }
  }
}

function tellName({ entry }: EntryReport, { at, byName }: { at: string; byName: boolean }, report: Report): void {
  const fix = `Write the stable id: moltbot users show ${/^@?[\w.-]+$/.test(entry) ? entry : "<name>"} prints it once they wrote.`;
  if (byName) report("name-matching", { detail: `whoever calls themselves "${entry}" is let in`, fix, path: at });
  else
    report("claimed-entry", { detail: `"${entry}" lets nobody in by itself: it marks their request`, fix, path: at });
}

/** A detail has no full stop. */
export function sentence(text: string): string {
  return text.replace(/\.$/, "").replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}
