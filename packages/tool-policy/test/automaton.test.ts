import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { automaton, mostStates } from "../src/automaton.ts";
import { readPattern } from "../src/pattern.ts";
import { memory } from "../src/remember.ts";

const stepsOf = (pattern: string) =>
  readPattern(pattern, { layer: "agent" }).flatMap((atom) => ("steps" in atom ? [atom.steps] : []));
const machineOf = (...patterns: readonly string[]) =>
  automaton<never>(
    patterns.flatMap((pattern, entry) => stepsOf(pattern).map((steps) => ({ entries: [entry], steps }))),
  );

describe("reading a name is linear in it, whatever the patterns [R6.1]", () => {
  test("a pattern that makes backtracking explode looks at no position twice for one character", () => {
    const machine = machineOf(`${"*a".repeat(48)}*b`);
    expect(machine.read("a".repeat(48)).entries).toEqual([]);
    expect(machine.work()).toBeLessThanOrEqual(machine.size * 48);
    const before = machine.work();
    machine.read("a".repeat(48));
    expect(machine.work()).toBe(before);
    expect(machine.read(`${"a".repeat(48)}b`).entries).toEqual([0]);
  });

  test("no set of patterns and no name costs more than size × length", () => {
    const part = fc.constantFrom("*a", "*", "?", "b", "*?*", "[ab]", "*b*a");
    const pattern = fc
      .array(part, { minLength: 1, maxLength: 20 })
      .map((parts) => `${parts.join("")}*`.replace(/\*+/g, "*"));
    const name = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 64 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 8 }), fc.array(name, { maxLength: 8 }), (all, names) => {
        const machine = machineOf(...all);
        for (const one of names) {
          const before = machine.work();
          machine.read(one);
          expect(machine.work() - before).toBeLessThanOrEqual(machine.size * one.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("names that lead to ever new states are still read right when the states are forgotten", () => {
    // Which of the last 12 characters were an "a": 4,096 states.
    const machine = machineOf(`*a${"?".repeat(11)}`);
    const words = Array.from({ length: 3 * mostStates }, (_, at) =>
      (at * 2_654_435_761).toString(2).replaceAll("1", "a").replaceAll("0", "b"),
    );
    for (const word of [...words, ...words]) {
      expect(machine.read(word).entries).toEqual(word.at(-12) === "a" ? [0] : []);
    }
  });
});

describe("what is remembered", () => {
  test("has a bound", () => {
    const kept = memory<number>(new Set(["fixed"]), 100);
    for (let at = 0; at < 10_000; at += 1) kept.set(`name ${at}`, at);
    expect(kept.get("name 9999")).toBe(9_999);
    expect([kept.get("fixed"), kept.get("other")]).toEqual([null, undefined]);
    const found = Array.from({ length: 10_000 }, (_, at) => kept.get(`name ${at}`)).filter((at) => at !== undefined);
    expect(found.length).toBeLessThanOrEqual(100);
  });

  test("is what comes again, not what comes once", () => {
    const kept = memory<number>(new Set());
    kept.offer("known", 1);
    expect(kept.get("known")).toBeUndefined();
    kept.offer("known", 1);
    expect(kept.get("known")).toBe(1);
    for (let at = 0; at < 1_000; at += 1) kept.offer(`${at * 7_919} once`, at);
    expect(kept.get("known")).toBe(1);
  });
});
