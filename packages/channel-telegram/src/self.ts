import type { ChannelHost } from "@moltbot/channel";
import { type Clock, type Logger, MoltbotError, silentLogger } from "@moltbot/core";
import { type Client, createClient } from "./client.ts";
import type { Deliver } from "./deliver.ts";
import type { Account } from "./errors.ts";
import { createHealth, type Health } from "./health.ts";
import type { TelegramOptions } from "./options.ts";
import type { Sender } from "./send.ts";
import { createWebhook, type Webhook } from "./webhook.ts";

/** What exists while the adapter runs. */
export interface Running {
  readonly client: Client;
  readonly sender: Sender;
  /** Ends when nothing is fetched and delivered any more. */
  readonly polling: Promise<void>;
}

/** One adapter's settings and what changes about it. */
export interface Self {
  readonly options: TelegramOptions;
  readonly account: Account;
  /** Aborts with `stop`. */
  readonly ending: AbortController;
  readonly health: Health;
  readonly webhook: Webhook | undefined;
  readonly log: () => Logger;
  state: "idle" | "starting" | "running" | "stopped";
  running: Running | undefined;
  host: ChannelHost | undefined;
  /** Where updates go; nowhere before `start` and after `stop`. */
  deliver: Deliver | undefined;
  stopping: Promise<void> | undefined;
  clientOn(clock: Clock): Client;
}

function secretsOf({ token, webhook }: TelegramOptions): string[] {
  // The token, its encoded form in addresses, its secret half alone, and what proves the webhook's sender.
  const all = [token, encodeURIComponent(token), token.slice(token.indexOf(":") + 1), webhook?.secret ?? ""];
  return all.filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
}

/** An adapter that was never started. */
export function createSelf(options: TelegramOptions): Self {
  const apiRoot = (options.apiRoot ?? "https://api.telegram.org").replace(/\/+$/, "");
  const server = URL.canParse(apiRoot) ? new URL(apiRoot).host : "channels.telegram.apiRoot";
  const account: Account = {
    name: options.account ?? "default",
    token: options.token,
    secrets: secretsOf(options),
    server,
  };
  const ending = new AbortController();
  const log = (): Logger => self.host?.log ?? silentLogger;
  const self: Self = {
    options,
    account,
    ending,
    health: createHealth(log, account.name),
    webhook:
      options.webhook &&
      createWebhook({
        options: options.webhook,
        deliver: () => self.deliver,
        log,
        account,
      }),
    log,
    state: "idle",
    running: undefined,
    host: undefined,
    deliver: undefined,
    stopping: undefined,
    clientOn: (clock) =>
      createClient({
        account,
        apiRoot,
        clock,
        signal: ending.signal,
        timeoutMs: options.callTimeoutMs ?? 15_000,
        maxFloodWaitMs: options.maxFloodWaitMs ?? 300_000,
      }),
  };
  return self;
}

/** What runs. @throws MoltbotError `unavailable` before `start` and after `stop` */
export function runningOf(self: Self): Running {
  if (self.running !== undefined && self.state === "running") return self.running;
  throw new MoltbotError("unavailable", "The Telegram channel is not running.");
}
