import type { ChannelHost } from "@moltbot/channel";
import { type Clock, type Logger, MoltbotError, silentLogger } from "@moltbot/core";
import { type Calls, createCalls } from "./calls.ts";
import { createMemoryCursors, type DiscordCursorStore } from "./cursors.ts";
import type { Account } from "./errors.ts";
import { createHealth, type Health } from "./health.ts";
import type { DiscordOptions } from "./options.ts";
import type { Running } from "./running.ts";

/** One adapter's settings and what changes about it. */
export interface Self {
  readonly account: Account;
  readonly restApi: string;
  readonly cursors: DiscordCursorStore;
  readonly startTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly requestsPerSecond: number;
  /** Aborts with `stop`. */
  readonly ending: AbortController;
  readonly health: Health;
  readonly log: () => Logger;
  state: "idle" | "starting" | "running" | "stopped";
  running: Running | undefined;
  host: ChannelHost | undefined;
  stopping: Promise<void> | undefined;
  callsOn(rest: Parameters<typeof createCalls>[0]["rest"], clock: Clock): Calls;
}

/** An adapter that was never started. */
export function createSelf(options: DiscordOptions): Self {
  const restApi = (options.restApi ?? "https://discord.com/api").replace(/\/+$/, "");
  const server = URL.canParse(restApi) ? new URL(restApi).host : "channels.discord.restApi";
  const account: Account = { name: options.account ?? "default", token: options.token, server };
  const ending = new AbortController();
  const log = (): Logger => self.host?.log ?? silentLogger;
  const self: Self = {
    account,
    restApi,
    cursors: options.cursors ?? createMemoryCursors(),
    startTimeoutMs: options.startTimeoutMs ?? 60_000,
    callTimeoutMs: options.callTimeoutMs ?? 15_000,
    requestsPerSecond: options.requestsPerSecond ?? 50,
    ending,
    health: createHealth(log, account.name),
    log,
    state: "idle",
    running: undefined,
    host: undefined,
    stopping: undefined,
    callsOn: (rest, clock) =>
      createCalls({
        rest,
        account,
        clock,
        signal: ending.signal,
        maxRateLimitWaitMs: options.maxRateLimitWaitMs ?? 300_000,
      }),
  };
  return self;
}

/** What runs. @throws MoltbotError `unavailable` before `start` and after `stop` */
export function runningOf(self: Self): Running {
  if (self.running !== undefined && self.state === "running") return self.running;
  throw new MoltbotError("unavailable", "The Discord channel is not running.");
}
