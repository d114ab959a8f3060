import { describe, expect, test } from "vitest";
import type { Place } from "../../src/hazards/grammar.ts";
import { readArguments } from "../../src/hazards/read-arguments.ts";
import { gitPrograms } from "../../src/hazards/tables/git.ts";

const { git } = gitPrograms;

/** The lines of a table. */
export const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line.trim() !== "");

/** The words of a line with simple quotes, without the `git`. */
export const words = (line: string): readonly string[] =>
  (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/["']/g, "")).slice(1);

/** Why git's arguments need a person. */
export function reasonFor(
  args: readonly string[],
  place: Place = { cwd: "/ws", workspace: "/ws" },
): string | undefined {
  if (git === undefined) throw new Error("No row for git");
  return readArguments(args, git, place);
}

/** Tests that every line of some tables asks. */
export function checkAsks(tables: Readonly<Record<string, string>>): void {
  describe.each(Object.entries(tables))("%s", (_, table) => {
    test.each(lines(table))("[R7.2] %s asks", (line) => {
      expect(reasonFor(words(line))).toMatch(/^\w/);
    });
  });
}
