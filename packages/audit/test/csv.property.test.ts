import { createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryAudit, csvLine, exportLog, guardText, unguardText } from "../src/index.ts";
import { sampleEvent } from "../src/testing.ts";

const nasty = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "'", "=", "+", "-", "@", "\t", "＝", " ", "\u200b", "a") }),
);

/** RFC 4180 as its grammar has it, for quoted fields: knows nothing of how we write. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let rest = text;
  let row: string[] = [];
  while (rest !== "") {
    const field = /^"((?:[^"]|"")*)"(,|\r\n)/.exec(rest);
    if (field === null) throw new Error(`no CSV: ${rest.slice(0, 40)}`);
    row.push((field[1] ?? "").replaceAll('""', '"'));
    if (field[2] === "\r\n") {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(field[0].length);
  }
  return rows;
}

describe("[R9.5] CSV", () => {
  test("comes back from a parser as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.array(nasty, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), (rows) => {
        const text = rows.map(csvLine).join("");
        expect(parse(text).map((row) => row.map(unguardText))).toEqual(rows);
      }),
    );
  });

  test("no field begins like a formula, in any width, also behind what nobody sees", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const field = guardText(text);
        expect(unguardText(field)).toBe(text);
        expect(field.replace(/^[\s\u200b\ufeff]+/, "")).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
    );
    for (const text of [
      '=HYPERLINK("http://evil","x")',
      "+84987654321",
      "-1",
      "@x",
      "\t=1",
      "\r=1",
      "＝1",
      "\ufeff=1",
      "'=1",
    ]) {
      expect(guardText(text)).toBe(`'${text}`);
    }
    for (const text of ["", "a=b", "telegram:42", "2026-01-01T00:00:00.000Z", "{}"]) expect(guardText(text)).toBe(text);
  });
});

async function exported(format: "csv" | "json", count: number): Promise<string> {
  const log = createMemoryAudit({ random: createSeededRandom(1) });
  await log.append(Array.from({ length: count }, (_, at) => sampleEvent(at, { personal: { displayName: "=1+1" } })));
  const by = { kind: "operator", via: "cli" } as const;
  let text = "";
  for await (const piece of await exportLog(log, { filter: { user: "telegram:42" }, format, by, now: 7 }))
    text += piece;
  const [said] = (await log.query({ event: "audit.exported" })).records;
  expect(said).toMatchObject({ actor: "operator (cli)", data: { format }, personal: { user: "telegram:42" } });
  return text;
}

describe("[R9.5] An export", () => {
  test("holds every record that fits, oldest first, over pages", async () => {
    const rows = parse(await exported("csv", 2500));
    expect(rows).toHaveLength(2501);
    expect(rows[0]?.slice(0, 3)).toEqual(["id", "at", "event"]);
    const data = (row: readonly string[] | undefined): unknown => JSON.parse(row?.[9] ?? "").minute;
    expect([data(rows[1]), data(rows[2500])]).toEqual([0, 2499]);
    expect(JSON.parse(rows[1]?.[10] ?? "")).toEqual({ displayName: "=1+1" });
  });

  test("in JSON is one array, a record a line", async () => {
    const text = await exported("json", 1200);
    const records: { at: string }[] = JSON.parse(text);
    expect(records).toHaveLength(1200);
    expect(records[0]).toMatchObject({ at: "2026-01-01T00:00:00.000Z", actor: "telegram:42" });
    expect(text.split("\n")).toHaveLength(1200 + 3);
    expect(JSON.parse(await exported("json", 0))).toEqual([]);
  });

  test("of a filter that cannot be meant says so before anything is written", async () => {
    const log = createMemoryAudit({ random: createSeededRandom(1) });
    const bad = exportLog(log, { filter: { event: "%" }, format: "csv", by: { kind: "system" }, now: 1 });
    await expect(bad).rejects.toMatchObject({ code: "invalid" });
    expect((await log.query({})).records).toEqual([]);
  });
});
