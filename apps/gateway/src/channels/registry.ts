import type { ChannelAdapter, ChannelHost, ChannelLogin } from "@moltbot/channel";
import type { Clock, Logger } from "@moltbot/core";
import type { ChannelStatus } from "../app.ts";
import { connect, end, type Slot, slotFor } from "./slot.ts";
import type { ChannelSpec } from "./spec.ts";

/** The running channel accounts. One that fails never disturbs another. */
export interface ChannelRegistry {
  /** The running adapter, `down` while it can't be reached, `unknown` when no such account is configured. */
  adapter(channel: string, account: string): ChannelAdapter | "down" | "unknown";
  /** Resolves once each account has connected or failed once; failed ones are tried again in the background. */
  start(): Promise<void>;
  status(): Promise<readonly ChannelStatus[]>;
  /**
   * Follows a new config: stops accounts that are not in `specs` any more, starts new ones, and replaces those with another
   * key; the others go on undisturbed. Those that were given up are tried again. Resolves when the old ones have ended; the
   * new ones connect meanwhile.
   */
  update(specs: readonly ChannelSpec[]): Promise<void>;
  /** How somebody links the account by hand, if it is such a one; an account that was given up is started anew first. */
  login(channel: string, account: string): Promise<ChannelLogin | undefined>;
  stop(): Promise<void>;
}

async function statusOf({ spec: { channel, account }, adapter, health }: Slot): Promise<ChannelStatus> {
  return {
    channel,
    account,
    health: health.status === "ok" && adapter !== undefined ? await adapter.probe() : health,
    ...(adapter?.login === undefined ? {} : { login: adapter.login.state() }),
  };
}

/** Starts the adapters of `specs` and keeps trying those that are out of reach; refused credentials wait for a new config. */
export function createChannelRegistry(
  specs: readonly ChannelSpec[],
  o: { host: Pick<ChannelHost, "onMessage" | "onAction" | "onMoved">; clock: Clock; log: Logger },
): ChannelRegistry {
  let stopped = false;
  let slots = specs.map(slotFor);
  const parts = { ...o, stopped: () => stopped };
  const find = (channel: string, account: string): Slot | undefined =>
    slots.find((one) => one.spec.channel === channel && one.spec.account === account);

  return {
    adapter(channel, account) {
      const slot = find(channel, account);
      return slot === undefined ? "unknown" : (slot.adapter ?? "down");
    },
    async start() {
      await Promise.all(slots.map((slot) => connect(slot, parts)));
    },
    async status() {
      return Promise.all(slots.map(statusOf));
    },
    async update(next) {
      if (stopped) return;
      const before = slots;
      slots = next.map((spec) => before.find((slot) => isSame(slot.spec, spec)) ?? slotFor(spec));
      // The old connection of an account ends before the new one begins: platforms allow one.
      await Promise.all(before.filter((slot) => !slots.includes(slot)).map((slot) => end(slot, parts)));
      for (const slot of slots.filter(({ adapter, isBusy }) => adapter === undefined && !isBusy)) {
        slot.cancelRetry();
        void connect(slot, parts);
      }
    },
    async login(channel, account) {
      const slot = find(channel, account);
      if (slot === undefined || stopped) return undefined;
      if (slot.adapter === undefined && !slot.isBusy) {
        slot.cancelRetry();
        await connect(slot, parts);
      }
      return slot.adapter?.login;
    },
    async stop() {
      stopped = true;
      await Promise.all(
        slots.map(async (slot) => {
          // One that is being made now must not start after this.
          slot.isOver = true;
          slot.cancelRetry();
          await slot.adapter?.stop();
        }),
      );
    },
  };
}

function isSame(a: ChannelSpec, b: ChannelSpec): boolean {
  return a.channel === b.channel && a.account === b.account && a.key === b.key;
}
