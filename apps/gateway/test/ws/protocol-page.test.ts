import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { methods } from "../../src/ws/methods/call.ts";

const page = await readFile(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");

/** Cells of the table rows whose first cell holds code. */
function rows(section: string): string[][] {
  const text = page.split(`## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = text.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => line.slice(1, -1).split("|"));
}

const names = (cell = ""): string[] => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = ""]) => name);

test("the page lists every method with its params", () => {
  const listed = new Map(
    rows("Methods").flatMap(([first, second]) => names(first).map((name) => [name, names(second)])),
  );
  const real = new Map(Object.entries(methods).map(([name, { params }]) => [name, [...params]]));
  expect([...listed.keys()].sort()).toEqual([...real.keys()].sort());
  for (const [name, params] of real) {
    // `reason` is for blocking only.
    const shown = (listed.get(name) ?? []).filter((one) => params.includes(one) || one !== "reason");
    expect(shown.sort(), name).toEqual(params.sort());
  }
});
