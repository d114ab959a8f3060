import { silentLogger, systemRandom } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import { expect, test } from "vitest";

test("systemRandom gives as many bytes as asked for, and others each time", () => {
  for (const size of [0, 1, 16, 32, 255, 256, 257, 5000]) expect(systemRandom(size)).toHaveLength(size);
  expect(systemRandom(32)).not.toEqual(systemRandom(32));
  expect(() => systemRandom(-1)).toThrow(RangeError);
});

test("no byte is given out twice, however often it is asked", () => {
  const size = 12; // does not divide what is fetched ahead
  const seen = new Set(Array.from({ length: 20_000 }, () => Buffer.from(systemRandom(size)).toString("hex")));
  expect(seen.size).toBe(20_000);
  expect(seen.has("00".repeat(size))).toBe(false);
});

test("what was given out is the caller's own", () => {
  const mine = systemRandom(16);
  const copy = Uint8Array.from(mine);
  for (let i = 0; i < 1000; i++) systemRandom(16);
  expect(mine).toEqual(copy);
  mine.fill(0);
  expect(systemRandom(16)).not.toEqual(new Uint8Array(16));
});

test("the seeded source repeats itself and differs by seed", () => {
  const [a, b] = [createSeededRandom(3), createSeededRandom(3)];
  expect(a(20)).toEqual(b(20));
  expect(a(20)).toEqual(b(20));
  expect(createSeededRandom(4)(20)).not.toEqual(createSeededRandom(3)(20));
});

test("the silent logger says nothing", () => {
  for (const level of ["debug", "info", "warn", "error"] as const)
    expect(silentLogger[level]("x", { a: 1 })).toBeUndefined();
});
