import { expect } from "vitest";
import { splitKeys } from "../../src/hazards/compile-grammar.ts";
import type { Grammar, Place } from "../../src/hazards/grammar.ts";
import { readArguments } from "../../src/hazards/read-arguments.ts";
import { unixPrograms } from "../../src/hazards/tables/unix.ts";

export const ws: Place = { cwd: "/ws", workspace: "/ws" };

const rows = new Map<string, Grammar>(unixPrograms.flatMap((programs) => [...splitKeys(programs)]));

/** Words of a line; quotes as in a shell, and nothing else of a shell. */
export function words(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"),
  );
}

/** Why words need a person, or undefined. */
export function hazard([name = "", ...args]: readonly string[], place: Place = ws): string | undefined {
  const row = rows.get(name);
  return row && readArguments(args, row, place);
}

export function hasRow(name: string): boolean {
  return rows.has(name);
}

/** One line of a table each. */
export function lines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

export function expectHarmless(line: string): void {
  expect(hazard(words(line)), line).toBeUndefined();
}

export function expectAsks(line: string): void {
  expect(hasRow(words(line)[0] ?? ""), `${line} has a row`).toBe(true);
  expect(hazard(words(line)), line).toMatch(/^\w/);
}
