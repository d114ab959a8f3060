import { createMemoryRateLimiter, MoltbotError } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { createPenalties } from "../../src/http/penalties.ts";

test("ten wrong attempts close a door for a minute, for this client and this door only, on every replica", async () => {
  const clock = createManualClock();
  const limiter = createMemoryRateLimiter();
  const [one, two] = [createPenalties({ limiter, clock }), createPenalties({ limiter, clock })];
  for (let i = 0; i < 10; i++) expect(await (i % 2 ? one : two).wrong("bearer", "1.2.3.4")).toBe(0);
  expect(one.wait("bearer", "1.2.3.4")).toBe(60_000);
  expect(await two.wrong("bearer", "1.2.3.4")).toBeGreaterThan(0);
  expect(one.wait("cookie", "1.2.3.4")).toBe(0);
  expect(one.wait("bearer", "1.2.3.5")).toBe(0);
  await clock.advance(60_000);
  expect(one.wait("bearer", "1.2.3.4")).toBe(0);
});

test("a limiter out of reach means limited", async () => {
  const clock = createManualClock();
  const down = {
    hit: () => Promise.reject(new MoltbotError("unavailable", "down")),
    peek: () => Promise.reject(new Error("not asked")),
    reset: async () => {},
  };
  const penalties = createPenalties({ limiter: down, clock });
  expect(await penalties.wrong("bearer", "1.2.3.4")).toBe(1000);
  expect(penalties.wait("bearer", "1.2.3.4")).toBe(1000);
});

test("memory stays bounded however many clients knock", async () => {
  const clock = createManualClock();
  const full = {
    hit: async () => ({ allowed: false, remaining: 0, retryAfterMs: 5000 }),
    peek: () => Promise.reject(new Error("not asked")),
    reset: async () => {},
  };
  const penalties = createPenalties({ limiter: full, clock, maxClients: 100 });
  for (let i = 0; i < 1000; i++) await penalties.wrong("webhook", `client ${i}`);
  const closed = Array.from({ length: 1000 }, (_, i) => penalties.wait("webhook", `client ${i}`)).filter(
    (ms) => ms > 0,
  );
  expect(closed).toHaveLength(100);
});
