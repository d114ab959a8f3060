import { type ChannelAdapter, createLoopback } from "@moltbot/channel";
import { type Logger, MoltbotError, silentLogger } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { createChannelRegistry } from "../../src/channels/registry.ts";

const host = { onMessage: async () => {}, onAction: async () => {} };

function open(failures: readonly MoltbotError[], log: Logger = silentLogger) {
  const clock = createManualClock();
  let attempts = 0;
  const make = (name: string): ChannelAdapter => createLoopback({ name, clock, random: createSeededRandom() }).adapter;
  const flaky = async (): Promise<ChannelAdapter> => ({
    ...make("flaky"),
    async start() {
      const failure = failures[attempts++];
      if (failure !== undefined) throw failure;
    },
  });
  const registry = createChannelRegistry(
    [
      { channel: "web", account: "default", create: async () => make("web") },
      { channel: "flaky", account: "default", create: flaky },
    ],
    { host, clock, log },
  );
  return { clock, registry, attempts: () => attempts };
}

describe("channel accounts", () => {
  test("that are out of reach are tried again while the others run", async () => {
    const down = new MoltbotError("unavailable", "no network");
    const { clock, registry } = open([down, down]);
    await registry.start();
    expect(registry.adapter("web", "default")).toBeTypeOf("object");
    expect(registry.adapter("flaky", "default")).toBe("down");
    expect((await registry.status())[1]?.health).toEqual({ status: "down", detail: "no network" });
    await clock.advance(1000);
    await clock.advance(2000);
    expect(registry.adapter("flaky", "default")).toBeTypeOf("object");
    await registry.stop();
  });

  test("with refused credentials are not tried again, and say what to do", async () => {
    const lines: unknown[] = [];
    const refused = new MoltbotError("denied", "the token was refused", { hint: "Get one from @BotFather." });
    const { clock, registry, attempts } = open([refused], {
      ...silentLogger,
      error: (_, fields) => lines.push(fields),
    });
    await registry.start();
    await clock.advance(3_600_000);
    expect(attempts()).toBe(1);
    expect((await registry.status())[1]?.health.detail).toBe("the token was refused Get one from @BotFather.");
    expect(lines).toEqual([expect.objectContaining({ channel: "flaky", retry: false })]);
    await registry.stop();
  });

  test("that are being made when the gateway stops are never started", async () => {
    const clock = createManualClock();
    const steps: string[] = [];
    let made = (_: ChannelAdapter): void => {};
    const adapter: ChannelAdapter = {
      ...createLoopback({ name: "slow", clock, random: createSeededRandom() }).adapter,
      start: async () => void steps.push("start"),
      stop: async () => void steps.push("stop"),
    };
    const create = () =>
      new Promise<ChannelAdapter>((resolve) => {
        made = resolve;
      });
    const registry = createChannelRegistry([{ channel: "slow", account: "default", create }], {
      host,
      clock,
      log: silentLogger,
    });
    const started = registry.start();
    await registry.stop();
    made(adapter);
    await started;
    expect(steps).toEqual(["stop"]);
  });

  test("that nobody configured are unknown", () => {
    expect(open([]).registry.adapter("irc", "default")).toBe("unknown");
  });
});

describe("[R9.7] channel accounts under a new config", () => {
  function openKeyed() {
    const clock = createManualClock();
    const steps: string[] = [];
    const spec = (channel: string, key: string, failure?: MoltbotError) => ({
      channel,
      account: "default",
      key,
      create: async (): Promise<ChannelAdapter> => ({
        ...createLoopback({ name: channel, clock, random: createSeededRandom() }).adapter,
        async start() {
          steps.push(`start ${channel} ${key}`);
          if (failure !== undefined) throw failure;
        },
        async stop() {
          steps.push(`stop ${channel} ${key}`);
        },
      }),
    });
    const registry = createChannelRegistry([spec("irc", "1"), spec("matrix", "1")], { host, clock, log: silentLogger });
    return { clock, registry, spec, steps };
  }

  test("only one with another key is replaced, the old one first; others go, come, or stay as they are", async () => {
    const { registry, spec, steps } = openKeyed();
    await registry.start();
    const kept = registry.adapter("matrix", "default");
    steps.length = 0;
    await registry.update([spec("irc", "2"), spec("matrix", "1"), spec("zulip", "1")]);
    await expect.poll(() => steps).toEqual(["stop irc 1", "start irc 2", "start zulip 1"]);
    expect(registry.adapter("matrix", "default")).toBe(kept);
    steps.length = 0;
    await registry.update([spec("zulip", "1")]);
    expect(steps.sort()).toEqual(["stop irc 2", "stop matrix 1"]);
    expect(registry.adapter("irc", "default")).toBe("unknown");
    await registry.stop();
  });

  test("one that was given up is tried again, and one that was replaced is not", async () => {
    const { clock, registry, spec, steps } = openKeyed();
    const refused = new MoltbotError("denied", "refused");
    await registry.update([spec("irc", "3", refused)]);
    await expect.poll(() => steps).toContain("start irc 3");
    await expect.poll(async () => (await registry.status())[0]?.health.status).toBe("down");
    steps.length = 0;
    await registry.update([spec("irc", "3", refused)]);
    await expect.poll(() => steps).toContain("start irc 3");
    await registry.update([spec("irc", "4", new MoltbotError("unavailable", "away"))]);
    await expect.poll(async () => (await registry.status())[0]?.health.detail).toBe("away");
    await registry.update([]);
    steps.length = 0;
    await clock.advance(3_600_000);
    expect(steps).toEqual([]);
    await registry.stop();
  });
});
