import type { ChannelHealth } from "@moltbot/channel";
import type { Logger } from "@moltbot/core";

/** How the channel is doing; a change is logged once. */
export interface Health {
  now(): ChannelHealth;
  /** What the channel as a whole is doing. */
  set(health: ChannelHealth): void;
  /** A trouble of its own, until it is cleared. It counts while the channel as a whole is `ok`. */
  raise(trouble: string, health: ChannelHealth): void;
  clear(trouble: string): void;
}

/** Starts as `down`. */
export function createHealth(log: () => Logger, account: string): Health {
  const troubles = new Map<string, ChannelHealth>();
  let whole: ChannelHealth = { status: "down", detail: "The channel is not running." };
  let shown = whole;
  const now = (): ChannelHealth => {
    const [trouble] = troubles.values();
    return whole.status === "ok" && trouble !== undefined ? trouble : whole;
  };
  const changed = (): void => {
    const next = now();
    if (next.status === shown.status && next.detail === shown.detail) return;
    const recovered = shown.status === "degraded" || shown.status === "down";
    shown = next;
    const fields = { channel: "discord", account, ...(next.detail === undefined ? {} : { detail: next.detail }) };
    if (next.status === "degraded" || next.status === "down") log().warn("discord is in trouble", fields);
    else if (next.status === "ok" && recovered) log().info("discord works again", fields);
  };
  return {
    now,
    set(health) {
      whole = health;
      changed();
    },
    raise(trouble, health) {
      troubles.set(trouble, health);
      changed();
    },
    clear(trouble) {
      if (troubles.delete(trouble)) changed();
    },
  };
}
