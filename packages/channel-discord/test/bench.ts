import { setTimeout as pause } from "node:timers/promises";
import type { ChannelAdapter } from "@moltbot/channel";
import { createRecordingHost, type RecordingHost } from "@moltbot/channel/testing";
import { createManualClock, type ManualClock } from "@moltbot/core/testing";
import { createDiscordAdapter, type DiscordOptions } from "../src/index.ts";
import { type DiscordServer, type DiscordServerOptions, startDiscordServer } from "../src/testing.ts";

/** A server, a host and one adapter between them, all on one clock. */
export interface Bench {
  readonly clock: ManualClock;
  readonly server: DiscordServer;
  readonly host: RecordingHost;
  readonly adapter: ChannelAdapter;
  /** Another process for the same bot: its own adapter and host. */
  second(options?: Partial<DiscordOptions>): { adapter: ChannelAdapter; host: RecordingHost };
  /** Lets time pass until `holds`. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Awaits `work` while time passes. */
  during<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A bench, not started. */
export async function openBench(
  options: Partial<DiscordOptions> = {},
  serverOptions: DiscordServerOptions = {},
): Promise<Bench> {
  const clock = createManualClock();
  const server = await startDiscordServer({ clock, heartbeatMs: 250, ...serverOptions });
  const adapters: ChannelAdapter[] = [];
  const make = (more: Partial<DiscordOptions> = {}): ChannelAdapter => {
    const adapter = createDiscordAdapter({ token: server.token, restApi: server.url, ...options, ...more });
    adapters.push(adapter);
    return adapter;
  };
  const step = async (): Promise<void> => {
    await clock.advance(20);
    await pause(2);
  };
  const bench: Bench = {
    clock,
    server,
    host: createRecordingHost(clock),
    adapter: make(),
    second: (more) => ({ adapter: make(more), host: createRecordingHost(clock) }),
    async until(what, holds) {
      const patience = performance.now() + 20_000;
      while (!holds()) {
        if (performance.now() > patience) throw new Error(`It never came to pass: ${what}`);
        await step();
      }
    },
    async during(work) {
      let done = false;
      const end = (): void => {
        done = true;
      };
      work.then(end, end);
      while (!done) await step();
      return await work;
    },
    async close() {
      await bench.during(Promise.all(adapters.map((adapter) => adapter.stop())));
      await server.stop();
    },
  };
  return bench;
}

/** The texts that a host stored, in order. */
export function texts(host: RecordingHost): string[] {
  return host.messages.map((message) => message.text);
}
