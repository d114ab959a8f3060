import type { ChannelAdapter, ChannelHealth, ChannelHost, ChannelLogin } from "@moltbot/channel";
import { type Clock, isMoltbotError, type Logger, messageOf } from "@moltbot/core";
import type { ChannelStatus } from "../app.ts";

/** One configured account and how to make its adapter. */
export interface ChannelSpec {
  readonly channel: string;
  readonly account: string;
  /** Names what the adapter is made from: with another key it is made anew. Absent: it never is. */
  readonly key?: string;
  readonly create: () => Promise<ChannelAdapter>;
}

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

interface Slot {
  readonly spec: ChannelSpec;
  adapter: ChannelAdapter | undefined;
  health: ChannelHealth;
  /** Another one has its place, or none. */
  isOver: boolean;
  /** It is being made or started. */
  isBusy: boolean;
  cancelRetry: () => void;
}

const firstRetryMs = 1000;
const longestRetryMs = 60_000;

function slotFor(spec: ChannelSpec): Slot {
  return {
    spec,
    adapter: undefined,
    health: { status: "starting" },
    isOver: false,
    isBusy: false,
    cancelRetry: () => {},
  };
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
  const find = (channel: string, account: string): Slot | undefined =>
    slots.find((one) => one.spec.channel === channel && one.spec.account === account);

  async function attempt(slot: Slot, retryMs: number): Promise<void> {
    const { channel, account } = slot.spec;
    slot.isBusy = true;
    try {
      const adapter = await slot.spec.create();
      if (slot.isOver) return await adapter.stop();
      slot.adapter = adapter;
      slot.health = { status: "starting" };
      await adapter.start({ ...o.host, log: o.log, clock: o.clock });
      slot.health = { status: "ok" };
      o.log.info("channel connected", { channel, account });
    } catch (error) {
      // Whoever ended it stopped its adapter as well.
      if (slot.isOver) return;
      const final = isMoltbotError(error) && (error.code === "denied" || error.code === "invalid");
      const hint = isMoltbotError(error) && error.hint !== undefined ? ` ${error.hint}` : "";
      slot.health = { status: "down", detail: `${messageOf(error)}${hint}` };
      o.log.error("channel is down", { channel, account, error: messageOf(error), hint: hint.trim(), retry: !final });
      await slot.adapter?.stop().catch(() => undefined);
      slot.adapter = undefined;
      if (final || stopped) return;
      slot.cancelRetry = o.clock.after(retryMs, () => void attempt(slot, Math.min(retryMs * 2, longestRetryMs)));
    } finally {
      slot.isBusy = false;
    }
  }

  async function end(slot: Slot): Promise<void> {
    const { channel, account } = slot.spec;
    slot.isOver = true;
    slot.cancelRetry();
    await slot.adapter?.stop().catch((error: unknown) => {
      o.log.warn("a channel did not stop as it should", { channel, account, error: messageOf(error) });
    });
    o.log.info("channel stopped", { channel, account });
  }

  return {
    adapter(channel, account) {
      const slot = find(channel, account);
      return slot === undefined ? "unknown" : (slot.adapter ?? "down");
    },
    async start() {
      await Promise.all(slots.map((slot) => attempt(slot, firstRetryMs)));
    },
    async status() {
      return Promise.all(slots.map(statusOf));
    },
    async update(next) {
      if (stopped) return;
      const before = slots;
      slots = next.map((spec) => before.find((slot) => isSame(slot.spec, spec)) ?? slotFor(spec));
      // The old connection of an account ends before the new one begins: platforms allow one.
      await Promise.all(before.filter((slot) => !slots.includes(slot)).map(end));
      for (const slot of slots.filter(({ adapter, isBusy }) => adapter === undefined && !isBusy)) {
        slot.cancelRetry();
        void attempt(slot, firstRetryMs);
      }
    },
    async login(channel, account) {
      const slot = find(channel, account);
      if (slot === undefined || stopped) return undefined;
      if (slot.adapter === undefined && !slot.isBusy) {
        slot.cancelRetry();
        await attempt(slot, firstRetryMs);
      }
      return slot.adapter?.login;
    },
    async stop() {
      stopped = true;
      await Promise.all(
        slots.map(async (slot) => {
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
