import { silentLogger, systemRandom } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import { expect, test } from "vitest";

test("the system's random source gives as many bytes as asked, never the same ones", () => {
  expect(systemRandom(32)).toHaveLength(32);
  expect(systemRandom(32)).not.toEqual(systemRandom(32));
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
