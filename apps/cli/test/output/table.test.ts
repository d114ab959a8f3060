import { hasUnsafeText } from "@moltbot/core";
import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { table } from "../../src/output/table.ts";

interface Row {
  readonly id: string;
  readonly name: string;
}

const columns = [
  { title: "ID", cell: (row: Row) => row.id },
  { title: "NAME", cell: (row: Row) => row.name, shrinkTo: 4 },
  { title: "AGAIN", cell: (row: Row) => row.name, leaveOut: 0 },
];

// What strangers call themselves: escapes, bidi overrides, joiners, wide and combining characters, lone surrogates.
const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "\u001b]8;;http://evil\u0007x",
    "\u202Egnp.exe",
    "a\nb",
    "\u009b31m",
    "👨‍👩‍👧‍👦",
    "한국어",
    "e\u0301",
    "\ud800",
    "\u0600\u0601x",
  ),
);
const rows = fc.array(fc.record({ id: nasty, name: nasty }), { maxLength: 8 });

describe("table", () => {
  test("aligns columns under their titles", () => {
    const text = table([{ id: "1", name: "Ann" }], columns.slice(0, 2));
    expect(text).toBe("ID  NAME\n1   Ann\n");
  });

  test("shows a dash for what is not there", () => {
    expect(table([{ id: "1", name: " " }], columns.slice(0, 2))).toBe("ID  NAME\n1   -\n");
  });

  test("shrinks names before ids, and leaves out what is least needed", () => {
    const row = { id: "pair_0123456789", name: "A very long name" };
    expect(table([row], columns, { width: 24 })).toBe("ID               NAME\npair_0123456789  A very…\n");
  });

  test("no cell can emit a control, bidi or invisible character", () => {
    fc.assert(
      fc.property(rows, fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }), (people, width) => {
        const text = table(people, columns, { width });
        expect(hasUnsafeText(text.replaceAll("\n", ""))).toBe(false);
        expect(text.split("\n")).toHaveLength(people.length + 2);
      }),
    );
  });

  test("no line is wider than the terminal", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 120 }), (people, width) => {
        for (const line of table(people, columns, { width }).split("\n")) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test("nothing is cut when there is no terminal", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,150}$/), (name) => {
        expect(table([{ id: "1", name }], columns)).toContain(name);
      }),
    );
  });
});
