import type { ChannelHealth, ChannelHost } from "@moltbot/channel";
import { MoltbotError, messageOf, systemClock } from "@moltbot/core";
import { checkOptions, chooseDelivery, whoAmI } from "./connect.ts";
import { createDelivery, tellMove } from "./deliver.ts";
import { scrub } from "./errors.ts";
import { offerMenu } from "./menu.ts";
import { poll } from "./polling.ts";
import { healthOf, webhookHealth } from "./probe.ts";
import type { Running, Self } from "./self.ts";
import { createSender } from "./send.ts";

function stoppedError(): MoltbotError {
  return new MoltbotError("unavailable", "The Telegram channel was stopped.");
}

async function connect(self: Self, host: ChannelHost): Promise<Running> {
  const { options, account, health, ending } = self;
  checkOptions(options, account);
  const client = self.clientOn(host.clock);
  const me = await whoAmI(client);
  const place = { channel: "telegram", account: account.name };
  const deliver = createDelivery({ host, client, me, place });
  // Before the webhook is registered, so that the first delivery finds somebody home.
  self.deliver = deliver;
  await chooseDelivery(client, options.webhook);
  if (ending.signal.aborted) throw stoppedError();
  const pollSeconds = options.pollSeconds ?? 30;
  const parts = { client, clock: host.clock, deliver, health, log: host.log, account, pollSeconds };
  return {
    client,
    sender: createSender({ client, log: self.log, clock: () => host.clock, moved: (move) => tellMove(host, move) }),
    polling: self.webhook === undefined ? poll({ ...parts, signal: ending.signal }) : Promise.resolve(),
  };
}

/** Commands work without; so a failure only costs the menu. */
async function writeMenu({ options, account, ending, log }: Self, { client }: Running): Promise<void> {
  if (options.menu === undefined) return;
  const about = { account: account.name };
  try {
    const chats = await offerMenu(client, options.menu);
    if (chats.length > 0) log().info("telegram menu: these people never opened the bot", { ...about, chats });
  } catch (error) {
    if (ending.signal.aborted) return;
    log().warn("telegram menu of commands not written", { ...about, error: scrub(messageOf(error), account) });
  }
}

/** Connects; may be tried again after it rejected. */
export async function start(self: Self, host: ChannelHost): Promise<void> {
  if (self.state === "stopped") throw stoppedError();
  if (self.state !== "idle") throw new MoltbotError("conflict", "The Telegram channel was started already.");
  self.state = "starting";
  self.host = host;
  self.health.set({ status: "starting" });
  try {
    self.running = await connect(self, host);
    if (self.ending.signal.aborted) throw stoppedError();
    self.state = "running";
    self.health.set({ status: "ok" });
    void writeMenu(self, self.running);
  } catch (error) {
    self.deliver = undefined;
    await self.running?.polling;
    if (!self.ending.signal.aborted) self.state = "idle";
    self.health.set({ ...healthOf(error, self.account), status: "down" });
    throw error;
  }
}

/** How the channel is; asks Telegram where this process cannot know. Never rejects. */
export async function probe(self: Self): Promise<ChannelHealth> {
  try {
    if (self.state === "running" && self.running !== undefined) {
      return self.webhook === undefined ? self.health.now() : await webhookHealth(self.running.client, self.account);
    }
    if (self.state !== "idle") return self.health.now();
    checkOptions(self.options, self.account);
    await whoAmI(self.clientOn(self.host?.clock ?? systemClock));
    return { status: "down", detail: "The token is good; the channel is not running." };
  } catch (error) {
    return healthOf(error, self.account);
  }
}

/** Ends everything; resolves when nothing is delivered any more. */
export function stop(self: Self): Promise<void> {
  self.state = "stopped";
  self.ending.abort();
  self.deliver = undefined;
  self.stopping ??= (async () => {
    await self.running?.polling;
    await self.webhook?.idle();
    self.health.set({ status: "down", detail: "The channel was stopped." });
  })();
  return self.stopping;
}
