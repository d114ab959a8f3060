import type { ChannelAdapter } from "@moltbot/channel";
import { probe, start, stop } from "./lifecycle.ts";
import type { DiscordOptions } from "./options.ts";
import { createSelf, runningOf } from "./self.ts";
import { limits } from "./send.ts";

/**
 * Discord as a channel, on discord.js (SPEC R10.3). `start` rejects `denied` for a bad token or when Message Content
 * Intent is off, and `unavailable` when Discord cannot be reached; it may then be tried again.
 */
export function createDiscordAdapter(options: DiscordOptions): ChannelAdapter {
  const self = createSelf(options);
  return {
    name: "discord",
    limits,
    identity: { username: "mutable", phone: "none", email: "none" },
    start: (host) => start(self, host),
    send: async (to, message) => await runningOf(self).sender.send(to, message),
    edit: async (sent, message) => await runningOf(self).sender.edit(sent, message),
    async typing(to) {
      if (self.state === "running") await self.running?.sender.typing(to);
    },
    probe: () => probe(self),
    stop: () => stop(self),
  };
}
