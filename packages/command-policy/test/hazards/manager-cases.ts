import fc from "fast-check";
import { expect, test } from "vitest";
import { splitKeys } from "../../src/hazards/compile-grammar.ts";
import { readArguments } from "../../src/hazards/read-arguments.ts";
import { managerPrograms } from "../../src/hazards/tables/managers.ts";

const rows = new Map(managerPrograms.flatMap((table) => [...splitKeys(table)]));
const place = { cwd: "/ws", workspace: "/ws" };

/** What a case file says about a program; a line per command, with simple quotes. */
interface Cases {
  readonly harmless: string;
  readonly dangerous: string;
  /** Dangerous options, one a line, that stay dangerous wherever they stand. */
  readonly options: string;
  /** Up to which word the program reads options, where that isn't `--` or the end. */
  readonly end?: (args: readonly string[]) => number;
}

const lines = (text: string): readonly string[] => text.split("\n").filter((line) => line.trim() !== "");

const words = (line: string): readonly string[] =>
  (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/["']/g, ""));

/** Why a command line asks. */
export function reasonOf(line: string): string | undefined {
  const [program = "", ...args] = words(line);
  return reasonFor(program, args);
}

function reasonFor(program: string, args: readonly string[]): string | undefined {
  const row = rows.get(program);
  if (row === undefined) throw new Error(`No row for ${program}`);
  return readArguments(args, row, place);
}

/** Tests the cases of one program. */
export function checkCases(program: string, { harmless, dangerous, options, end }: Cases): void {
  test.each(lines(harmless))("[R7.2] %s is not asked", (line) => {
    expect(reasonOf(line)).toBeUndefined();
  });
  test.each(lines(dangerous))("[R7.2] %s asks", (line) => {
    expect(reasonOf(line)).toEqual(expect.any(String));
  });
  test(`[R7.2] a dangerous option asks wherever ${program} reads options`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lines(harmless)),
        fc.constantFrom(...lines(options)),
        fc.nat(),
        (line, option, n) => {
          const [name = "", ...args] = words(line);
          const dashes = args.indexOf("--");
          const last = Math.min(dashes < 0 ? args.length : dashes, end?.(args) ?? args.length);
          expect(reasonFor(name, args.toSpliced(n % (last + 1), 0, ...words(option)))).toEqual(expect.any(String));
        },
      ),
      { numRuns: 1000 },
    );
  });
}
