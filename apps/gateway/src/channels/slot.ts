import type { ChannelAdapter, ChannelHealth, ChannelHost } from "@moltbot/channel";
import { type Clock, isMoltbotError, type Logger, messageOf } from "@moltbot/core";
import type { ChannelSpec } from "./spec.ts";

/** The place of one account among the running ones. */
export interface Slot {
  readonly spec: ChannelSpec;
  adapter: ChannelAdapter | undefined;
  health: ChannelHealth;
  /** Another one has its place, or none. */
  isOver: boolean;
  /** It is being made or started. */
  isBusy: boolean;
  cancelRetry: () => void;
}

/** What connecting works with. */
export interface SlotParts {
  readonly host: Pick<ChannelHost, "onMessage" | "onAction" | "onMoved">;
  /** Whether nothing is tried again any more. */
  readonly stopped: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

const firstRetryMs = 1000;
const longestRetryMs = 60_000;

/** A place with nothing in it yet. */
export function slotFor(spec: ChannelSpec): Slot {
  const health = { status: "starting" } as const;
  return { spec, adapter: undefined, health, isOver: false, isBusy: false, cancelRetry: () => {} };
}

/** Makes and starts the adapter; one that is out of reach is tried again later, one that is refused is not. Never rejects. */
export async function connect(slot: Slot, d: SlotParts, retryMs = firstRetryMs): Promise<void> {
  const { channel, account } = slot.spec;
  slot.isBusy = true;
  try {
    const adapter = await slot.spec.create();
    if (slot.isOver) return await adapter.stop();
    slot.adapter = adapter;
    slot.health = { status: "starting" };
    await adapter.start({ ...d.host, log: d.log, clock: d.clock });
    slot.health = { status: "ok" };
    d.log.info("channel connected", { channel, account });
  } catch (error) {
    // Whoever ended it stopped its adapter as well.
    if (slot.isOver) return;
    const final = isMoltbotError(error) && (error.code === "denied" || error.code === "invalid");
    const hint = isMoltbotError(error) && error.hint !== undefined ? ` ${error.hint}` : "";
    slot.health = { status: "down", detail: `${messageOf(error)}${hint}` };
    d.log.error("channel is down", { channel, account, error: messageOf(error), hint: hint.trim(), retry: !final });
    await slot.adapter?.stop().catch(() => undefined);
    slot.adapter = undefined;
    if (final || d.stopped()) return;
    slot.cancelRetry = d.clock.after(retryMs, () => void connect(slot, d, Math.min(retryMs * 2, longestRetryMs)));
  } finally {
    slot.isBusy = false;
  }
}

/** Stops what is in it for good. Never rejects. */
export async function end(slot: Slot, { log }: SlotParts): Promise<void> {
  const { channel, account } = slot.spec;
  slot.isOver = true;
  slot.cancelRetry();
  await slot.adapter?.stop().catch((error: unknown) => {
    log.warn("a channel did not stop as it should", { channel, account, error: messageOf(error) });
  });
  log.info("channel stopped", { channel, account });
}
