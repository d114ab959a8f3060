import { createMemoryRateLimiter } from "@moltbot/core";
import { testRateLimiter } from "@moltbot/core/testing";
import { expect, test } from "vitest";

testRateLimiter("memory", async () => {
  const limiter = createMemoryRateLimiter();
  return { first: limiter, second: limiter, close: async () => {} };
});

test("the memory of a flood is bounded, and the key hit longest ago goes first", async () => {
  const limiter = createMemoryRateLimiter({ maxKeys: 3 });
  const once = { limit: 1, windowMs: 1000 };
  for (const key of ["a", "b", "c", "d"]) await limiter.hit(key, once, 0);
  expect((await limiter.hit("b", once, 1)).allowed).toBe(false);
  expect((await limiter.hit("d", once, 1)).allowed).toBe(false);
  expect((await limiter.hit("a", once, 1)).allowed).toBe(true);
});
