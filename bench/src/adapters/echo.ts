import type { ChannelAdapter, ChannelHost } from "@moltbot/channel";
import { silentLogger, systemClock } from "@moltbot/core";

/** A host that takes every message at once and says the same back. */
export function echoing(adapter: ChannelAdapter): ChannelHost {
  return {
    log: silentLogger,
    clock: systemClock,
    async onMessage({ own, conversation, text }) {
      // The last answers may be cut off when the bench ends.
      if (!own) adapter.send(conversation, { text }).catch(() => undefined);
    },
    async onAction() {},
  };
}
