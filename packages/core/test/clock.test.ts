import { sleep, systemClock } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { afterEach, describe, expect, test, vi } from "vitest";

describe("the system clock", () => {
  afterEach(() => vi.useRealTimers());

  test("tells the machine's time", () => {
    vi.useFakeTimers({ now: 1234 });
    expect(systemClock.now()).toBe(1234);
  });

  test("waits longer than one timer of the platform can", () => {
    vi.useFakeTimers();
    const run = vi.fn();
    systemClock.after(5_000_000_000, run);
    vi.advanceTimersByTime(4_999_999_999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test("a cancelled timer never fires, not even in its second leg", () => {
    vi.useFakeTimers();
    const run = vi.fn();
    const cancel = systemClock.after(5_000_000_000, run);
    vi.advanceTimersByTime(3_000_000_000);
    cancel();
    cancel();
    vi.advanceTimersByTime(9_000_000_000);
    expect(run).not.toHaveBeenCalled();
  });

  test("a delay in the past fires at once", () => {
    vi.useFakeTimers();
    const run = vi.fn();
    systemClock.after(-5, run);
    vi.advanceTimersByTime(0);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe("the manual clock", () => {
  test("runs timers in order of their time, each at its own time, those that timers add included", async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const note = (name: string) => () => seen.push(`${name}@${clock.now()}`);
    clock.after(20, note("b"));
    clock.after(10, () => {
      note("a")();
      clock.after(5, note("a2"));
    });
    clock.after(31, note("late"));
    await clock.advance(30);
    expect(seen).toEqual(["a@10", "a2@15", "b@20"]);
    expect(clock.now()).toBe(30);
  });

  test("a cancelled timer never fires, and setting the time fires nothing", async () => {
    const clock = createManualClock(0);
    const run = vi.fn();
    clock.after(10, run)();
    clock.after(10, run);
    clock.set(100);
    expect(run).not.toHaveBeenCalled();
    await clock.advance(0);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe("sleep", () => {
  test("ends with its time", async () => {
    const clock = createManualClock(0);
    let isAwake = false;
    const nap = sleep(clock, 100).then(() => {
      isAwake = true;
    });
    await clock.advance(99);
    expect(isAwake).toBe(false);
    await clock.advance(1);
    await nap;
    expect(isAwake).toBe(true);
  });

  test("ends early when its signal aborts, before or during the wait", async () => {
    const clock = createManualClock(0);
    const controller = new AbortController();
    const nap = sleep(clock, 100, controller.signal);
    controller.abort();
    await nap;
    await sleep(clock, 100, controller.signal);
  });
});
