import type { ChannelHealth, ChannelHost } from "@moltbot/channel";
import { type Clock, MoltbotError, messageOf, sleep, systemClock } from "@moltbot/core";
import { REST, Routes } from "discord.js";
import { assemble } from "./assemble.ts";
import { registerCommands } from "./commands.ts";
import { type Account, closedForGood, openFailure, refusedToken, scrub, tokenHint } from "./errors.ts";
import { healthOf } from "./probe.ts";
import type { Running } from "./running.ts";
import type { Self } from "./self.ts";

/** How long a connection may take to close. */
const closeMs = 3000;

function stoppedError(): MoltbotError {
  return new MoltbotError("unavailable", "The Discord channel was stopped.");
}

/** @throws MoltbotError `denied` for what cannot be a token, before anything is sent */
function checkToken(account: Account): void {
  if (account.token === "") {
    throw new MoltbotError("denied", `Account "${account.name}" has no Discord token.`, { hint: tokenHint });
  }
  if (!/^[\x21-\x7e]+$/.test(account.token)) throw refusedToken(account);
}

/** Rejects when `signal` aborts or after `timeoutMs`, whichever is first. */
async function giveUp(self: Self, clock: Clock, done: AbortSignal): Promise<never> {
  await sleep(clock, self.startTimeoutMs, AbortSignal.any([self.ending.signal, done]));
  if (self.ending.signal.aborted) throw stoppedError();
  const seconds = self.startTimeoutMs / 1000;
  throw new MoltbotError("unavailable", `Discord did not let the bot in within ${seconds} seconds.`, {
    hint: "Check the network, or channels.discord.restApi if it is set. It is tried again.",
  });
}

async function close(self: Self, running: Running, clock: Clock): Promise<void> {
  running.end();
  const patience = new AbortController();
  await Promise.race([running.link.close(), sleep(clock, closeMs, patience.signal)]);
  patience.abort();
  await running.stream.idle();
  await running.cursors.flush();
  self.running = undefined;
}

async function connect(self: Self, host: ChannelHost): Promise<void> {
  const { account, health } = self;
  checkToken(account);
  let fatal: MoltbotError | undefined;
  const running = assemble(self, host, (code) => {
    fatal = closedForGood(code, account);
    health.set({ ...healthOf(fatal, account), status: "down" });
  });
  self.running = running;
  const done = new AbortController();
  try {
    await running.cursors.load();
    await Promise.race([Promise.all([running.link.open(), running.ready]), giveUp(self, host.clock, done.signal)]);
  } catch (error) {
    await close(self, running, host.clock);
    throw fatal ?? openFailure(error, account);
  } finally {
    done.abort();
  }
}

/** Text commands work without; so a failure only costs the menu. */
async function offerCommands(self: Self, running: Running): Promise<void> {
  const me = running.me();
  try {
    if (me !== undefined) await registerCommands(running.calls, me);
  } catch (error) {
    const { account, ending } = self;
    if (ending.signal.aborted) return;
    self.log().warn("discord slash commands not registered", {
      account: account.name,
      error: scrub(messageOf(error), account),
    });
  }
}

/** Connects; may be tried again after it rejected. */
export async function start(self: Self, host: ChannelHost): Promise<void> {
  if (self.state === "stopped") throw stoppedError();
  if (self.state !== "idle") throw new MoltbotError("conflict", "The Discord channel was started already.");
  self.state = "starting";
  self.host = host;
  self.health.set({ status: "starting" });
  try {
    await connect(self, host);
    if (self.ending.signal.aborted || self.running === undefined) throw stoppedError();
    self.state = "running";
    self.health.set({ status: "ok" });
    void offerCommands(self, self.running);
  } catch (error) {
    if (!self.ending.signal.aborted) self.state = "idle";
    self.health.set({ ...healthOf(error, self.account), status: "down" });
    throw error;
  }
}

/** How the channel is; asks Discord whether the token is good while it does not run. Never rejects. */
export async function probe(self: Self): Promise<ChannelHealth> {
  if (self.state !== "idle") return self.health.now();
  try {
    checkToken(self.account);
    const options = { api: self.restApi, timeout: self.callTimeoutMs, hashSweepInterval: 0, handlerSweepInterval: 0 };
    const rest = new REST({ ...options, rejectOnRateLimit: () => true }).setToken(self.account.token);
    const calls = self.callsOn(rest, self.host?.clock ?? systemClock);
    await calls.call("look at the bot's own account", (api, signal) => api.get(Routes.user(), { signal }));
    return { status: "down", detail: "The token is good; the channel is not running." };
  } catch (error) {
    return healthOf(error, self.account);
  }
}

/** Ends everything; resolves when nothing is delivered any more. */
export function stop(self: Self): Promise<void> {
  self.state = "stopped";
  self.ending.abort();
  self.stopping ??= (async () => {
    if (self.running !== undefined) await close(self, self.running, self.host?.clock ?? systemClock);
    self.health.set({ status: "down", detail: "The channel was stopped." });
  })();
  return self.stopping;
}
