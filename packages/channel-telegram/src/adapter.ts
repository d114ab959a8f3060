import type { ChannelAdapter } from "@moltbot/channel";
import { probe, start, stop } from "./lifecycle.ts";
import type { TelegramOptions } from "./options.ts";
import { createSelf, runningOf } from "./self.ts";
import { limits } from "./send.ts";

/**
 * Telegram as a channel, on grammY. Receives by long polling, or by webhook when `webhook` is set. `start` rejects
 * `invalid` for settings that cannot work, `denied` for a bad token and `unavailable` when Telegram cannot be reached;
 * it may then be tried again.
 */
export function createTelegramAdapter(options: TelegramOptions): ChannelAdapter {
  const self = createSelf(options);
  return {
    name: "telegram",
    limits,
    identity: { username: "mutable", phone: "none", email: "none" },
    ...(self.webhook === undefined ? {} : { webhook: self.webhook.endpoint }),
    start: (host) => start(self, host),
    send: async (to, message) => await runningOf(self).sender.send(to, message),
    edit: async (sent, message) => await runningOf(self).sender.edit(sent, message),
    async typing(to) {
      // A sign that comes too late, when nothing runs any more, is none.
      if (self.state === "running") await self.running?.sender.typing(to);
    },
    probe: () => probe(self),
    stop: () => stop(self),
  };
}
