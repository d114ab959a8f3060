import type { ChannelAdapter } from "@moltbot/channel";
import { systemClock } from "@moltbot/core";
import { start, stop } from "./lifecycle.ts";
import { createLogin } from "./link.ts";
import type { WhatsAppOptions } from "./options.ts";
import { silenceSignal } from "./quiet-signal.ts";
import { createQuotables } from "./quotables.ts";
import { createSelf } from "./self.ts";
import { createSender, limits } from "./send.ts";
import { whenOpen } from "./when-open.ts";

/**
 * WhatsApp as a channel, on Baileys, as a device that a person's phone has linked. `start` resolves at once for an
 * account that no phone is linked to, or whose keys cannot be opened: `probe` says so, and `login` links it. It rejects
 * `denied` when the phone has logged the device out or WhatsApp refuses the account, `invalid` for a secret key that
 * cannot seal and `unavailable` when WhatsApp or the store cannot be reached, or another process speaks for the account;
 * it may then be tried again.
 */
export function createWhatsAppAdapter(options: WhatsAppOptions): ChannelAdapter {
  silenceSignal();
  const self = createSelf(options);
  const quotables = createQuotables();
  const { idle, ...sender } = createSender({
    connection: () => whenOpen(self),
    openNow: () => (self.open ? self.connection : undefined),
    clock: () => self.host?.clock ?? systemClock,
    signal: self.ending.signal,
    timeoutMs: options.callTimeoutMs ?? 20_000,
    maxFloodWaitMs: options.maxFloodWaitMs ?? 300_000,
    quotable: quotables.find,
  });
  self.sending = idle;
  return {
    name: "whatsapp",
    limits,
    identity: { username: "mutable", phone: "verified", email: "none" },
    login: createLogin(self),
    start: (host) => start(self, quotables.watching(host)),
    ...sender,
    async probe() {
      return self.health.now();
    },
    stop: () => stop(self),
  };
}
