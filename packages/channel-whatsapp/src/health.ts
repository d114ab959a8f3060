import type { ChannelHealth } from "@moltbot/channel";
import type { Logger } from "@moltbot/core";

/** How the channel is doing; a change is logged once. */
export interface Health {
  now(): ChannelHealth;
  set(health: ChannelHealth): void;
}

/** Starts as `down`. */
export function createHealth(log: () => Logger, account: string): Health {
  let current: ChannelHealth = { status: "down", detail: "The channel is not running." };
  return {
    now: () => current,
    set(next) {
      const changed = next.status !== current.status || next.detail !== current.detail;
      const recovered = current.status === "degraded" || current.status === "down";
      current = next;
      if (!changed) return;
      const fields = { channel: "whatsapp", account, ...(next.detail === undefined ? {} : { detail: next.detail }) };
      if (next.status === "degraded" || next.status === "down") log().warn("whatsapp is in trouble", fields);
      else if (next.status === "ok" && recovered) log().info("whatsapp works again", fields);
    },
  };
}
