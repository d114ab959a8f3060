import { setTimeout as pause } from "node:timers/promises";
import type { ChannelAdapter } from "@moltbot/channel";
import { createRecordingHost, type RecordingHost } from "@moltbot/channel/testing";
import { createManualClock, type ManualClock } from "@moltbot/core/testing";
import { createTelegramAdapter, type TelegramOptions } from "../src/index.ts";
import { startTelegramServer, type TelegramServer } from "../src/testing.ts";

/** A server, a host and one adapter between them, all on one clock. */
export interface Bench {
  readonly clock: ManualClock;
  readonly server: TelegramServer;
  readonly host: RecordingHost;
  readonly adapter: ChannelAdapter;
  /** Another process for the same bot: its own adapter and host. */
  second(options?: Partial<TelegramOptions>): { adapter: ChannelAdapter; host: RecordingHost };
  /** Lets time pass until `holds`. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Awaits `work` while time passes. */
  during<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A bench, not started. */
export async function openBench(options: Partial<TelegramOptions> = {}): Promise<Bench> {
  const clock = createManualClock();
  const server = await startTelegramServer({ clock });
  const adapters: ChannelAdapter[] = [];
  const make = (more: Partial<TelegramOptions> = {}): ChannelAdapter => {
    const adapter = createTelegramAdapter({ token: server.token, apiRoot: server.url, ...options, ...more });
    adapters.push(adapter);
    return adapter;
  };
  const step = async (): Promise<void> => {
    await clock.advance(50);
    await pause(1);
  };
  const bench: Bench = {
    clock,
    server,
    host: createRecordingHost(clock),
    adapter: make(),
    second: (more) => ({ adapter: make(more), host: createRecordingHost(clock) }),
    async until(what, holds) {
      for (let steps = 0; steps < 3000; steps++) {
        if (holds()) return;
        await step();
      }
      throw new Error(`It never came to pass: ${what}`);
    },
    async during(work) {
      let done = false;
      const end = (): void => {
        done = true;
      };
      work.then(end, end);
      for (let steps = 0; !done && steps < 3000; steps++) await step();
      return await work;
    },
    async close() {
      await bench.during(Promise.all(adapters.map((adapter) => adapter.stop())));
      await server.stop();
    },
  };
  return bench;
}
