import { hasUnsafeText } from "@moltbot/core";
import type { Path } from "../problem.ts";
import type { ChannelConfig, Config } from "../schema/config.ts";
import { isSecret } from "../secret.ts";
import { suggest } from "../suggest.ts";
import { accountIds, builtInAdapters } from "../views/accounts.ts";
import { ownEntry } from "../views/channels.ts";
import { isPlaceholder } from "./placeholders.ts";
import type { Check, Report } from "./report.ts";

type Account = NonNullable<ChannelConfig["accounts"]>[string];

/** Which connection keys an adapter reads. */
const connectionKeys: Readonly<Record<string, readonly string[]>> = {
  telegram: ["botToken", "apiRoot", "webhook"],
  discord: ["token", "restApi"],
  whatsapp: ["phoneNumber", "socketUrl"],
  web: [],
};
const allConnectionKeys = ["botToken", "apiRoot", "webhook", "token", "restApi", "phoneNumber", "socketUrl", "options"];
const packageForm = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** A file in the folder of the config or below it, never above. */
const fileForm = /^\.(\/(?!\.{1,2}(\/|$))[^/\\\p{Cc}]+)+$/u;

/** Every channel has an adapter, and only settings that its adapter reads. */
export const checkChannels: Check = (config, report) => {
  for (const [name, channel] of Object.entries(config.channels ?? {})) {
    const path = ["channels", name];
    if (name === "*") defaultsOnly(channel, path, report);
    else {
      checkAdapter(name, channel, path, report);
      checkAccount(config, name, channel, channel, path, report);
      const ids = Object.entries(channel.accounts ?? {});
      for (const [id, account] of ids) checkAccount(config, name, channel, account, [...path, "accounts", id], report);
      similarIds(ids, path, report);
    }
    checkLists(channel, path, report);
    for (const [id, account] of Object.entries(channel.accounts ?? {}))
      checkLists(account, [...path, "accounts", id], report);
  }
  sharedTokens(config, report);
};

function defaultsOnly(channel: ChannelConfig, path: Path, report: Report): void {
  for (const key of ["adapter", "accounts", ...allConnectionKeys]) {
    if (key in channel)
      report.problem([...path, key], "cannot be a default of all channels; put it into one channel", { target: "key" });
  }
}

function checkAdapter(name: string, channel: ChannelConfig, path: Path, report: Report): void {
  const { adapter } = channel;
  if (adapter === undefined) {
    if (builtInAdapters.includes(name)) return;
    const near = suggest(name, builtInAdapters);
    report.problem(path, `there is no built-in channel "${name}"`, {
      target: "key",
      ...(near && { suggestion: near }),
      hint: `Built in: ${builtInAdapters.join(", ")}. For another one name its package: adapter: "moltbot-channel-${name}".`,
    });
  } else if (!packageForm.test(adapter) && !fileForm.test(adapter)) {
    report.problem([...path, "adapter"], `"${adapter}" is not the name of a package`, {
      hint: 'A file of your own starts with ./, from the folder of this one: "./my-channel.ts".',
    });
  }
}

function checkAccount(
  config: Config,
  name: string,
  channel: ChannelConfig,
  own: ChannelConfig | Account,
  path: Path,
  report: Report,
): void {
  const adapter = channel.adapter ?? name;
  const allowed = Object.hasOwn(connectionKeys, adapter) ? connectionKeys[adapter] : allConnectionKeys;
  for (const key of allConnectionKeys) {
    if (!(key in own) || allowed?.includes(key)) continue;
    const meant = key === "token" || key === "botToken" ? allowed?.find((one) => /token/i.test(one)) : undefined;
    report.problem([...path, key], `${adapter} has no such setting`, {
      target: "key",
      ...(meant && { suggestion: meant }),
      ...(!meant && allowed && { hint: `${adapter} reads: ${allowed.join(", ") || "no connection settings"}.` }),
    });
  }
  for (const key of ["botToken", "token"] as const) {
    const value = own[key];
    // Only this channel suffers from a wrong token, and another server may well know this one.
    if (isSecret(value) && isPlaceholder(value.reveal()) && own.apiRoot === undefined && own.restApi === undefined)
      report.warning("placeholder-token", [...path, key], "looks like a placeholder, not like a token");
  }
  checkWebhook(config, own.webhook, [...path, "webhook"], report);
}

function checkWebhook(config: Config, webhook: ChannelConfig["webhook"], path: Path, report: Report): void {
  if (!webhook) return;
  const secret = webhook.secret.reveal();
  const hint = "Make one with: openssl rand -hex 32";
  if (isPlaceholder(secret))
    report.problem([...path, "secret"], "is a sample, and samples are known to everyone", { hint });
  else if (secret.length < 8)
    report.problem([...path, "secret"], `has ${secret.length} characters; at least 8 are needed`, { hint });
  else if (!/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    report.problem([...path, "secret"], "may hold only letters, digits, _ and -, at most 256 of them", { hint });
  }
  if (secret.length >= 8 && secret.length < 24)
    report.warning(
      "short-webhook-secret",
      [...path, "secret"],
      `has ${secret.length} characters; 24 or more are better`,
    );
  if (webhook.url === undefined && config.gateway?.publicUrl === undefined) {
    report.warning(
      "webhook-without-url",
      path,
      "the platform isn't told where to post: neither url here nor gateway.publicUrl is set",
    );
  }
}

function similarIds(accounts: readonly (readonly [string, Account])[], path: Path, report: Report): void {
  const seen = new Map<string, string>();
  for (const [id] of accounts) {
    const other = seen.get(id.toLowerCase());
    if (other !== undefined)
      report.problem([...path, "accounts", id], `differs from "${other}" only in upper and lower case`, {
        target: "key",
      });
    seen.set(id.toLowerCase(), id);
  }
}

function checkLists(own: ChannelConfig | Account, path: Path, report: Report): void {
  const lists: [Path, readonly string[] | undefined][] = [[[...path, "allowFrom"], own.allowFrom]];
  for (const [id, group] of Object.entries(own.groups ?? {}))
    lists.push([[...path, "groups", id, "allowFrom"], group.allowFrom]);
  for (const [at, list] of lists) {
    list?.forEach((entry, index) => {
      if (entry.trim() === "") report.warning("blank-entry", [...at, String(index)], "is blank and matches nobody");
      else if (hasUnsafeText(entry))
        report.warning(
          "unseen-character",
          [...at, String(index)],
          "holds a character that cannot be seen, and matches nobody",
        );
    });
  }
}

/** Two accounts on one token would take each other's messages. */
function sharedTokens(config: Config, report: Report): void {
  const seen = new Map<string, string>();
  for (const [name, channel] of Object.entries(config.channels ?? {})) {
    if (name === "*") continue;
    for (const id of accountIds(channel)) {
      const own = ownEntry(channel.accounts, id);
      for (const key of ["botToken", "token"] as const) {
        const token = own?.[key] ?? channel[key];
        if (!token) continue;
        const path = own ? ["channels", name, "accounts", id, ...(own[key] ? [key] : [])] : ["channels", name, key];
        const other = seen.get(token.reveal());
        if (other !== undefined)
          report.problem(path, `uses the same token as ${other}`, { hint: "Each account needs a bot of its own." });
        else seen.set(token.reveal(), path.join("."));
      }
    }
  }
}
