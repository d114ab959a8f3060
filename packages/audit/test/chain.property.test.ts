import type { DomainEvent } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyEvent } from "../../../test/support/audit-events.ts";
import { emptyChain, type StoredAuditRow, sealRows, toRow, verifyChain } from "../src/index.ts";

/** Seals events into rows in batches of the given sizes, as several sealers one after the other would. */
function sealed(events: readonly DomainEvent[], batch: number): StoredAuditRow[] {
  const random = createSeededRandom(events.length);
  const rows = events.map((one) => toRow(one, { random }));
  let head = emptyChain;
  for (let from = 0; from < rows.length; from += batch) {
    const seals = sealRows(head, rows.slice(from, from + batch));
    for (const [i, { seq, hash }] of seals.entries()) {
      const row = rows[from + i];
      if (row !== undefined) rows[from + i] = { ...row, seq, hash };
    }
    head = seals.at(-1) ?? head;
  }
  return rows;
}

const stored = (row: StoredAuditRow): StoredAuditRow => JSON.parse(JSON.stringify(row));
const events = fc.array(anyEvent, { minLength: 1, maxLength: 12 });

describe("[R9.5] The chain", () => {
  test("fits whatever was logged, in whatever batches it was sealed, after any JSON store", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 5 }), async (logged, batch) => {
        const rows = sealed(logged, batch).map(stored);
        expect(JSON.stringify(rows)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        const verdict = await verifyChain(rows);
        expect(verdict).toEqual({ ok: true, checked: logged.length, seq: logged.length, head: rows.at(-1)?.hash });
        expect(sealed(logged, 1).at(-1)?.hash).toBe(rows.at(-1)?.hash);
      }),
    );
  });

  test("names the row whose any field was changed, removed or added", async () => {
    const field = fc.constantFrom(
      "id",
      "at",
      "event",
      "outcome",
      "actor",
      "ref",
      "reason",
      "policy",
      "data",
      "commitment",
      "digest",
      "hash",
      "seq",
    );
    await fc.assert(
      fc.asyncProperty(events, fc.nat(), field, fc.boolean(), async (logged, pick, name, drop) => {
        const rows = sealed(logged, 3);
        const at = pick % rows.length;
        const fields: Record<string, unknown> = { ...rows[at] };
        const old = fields[name];
        if (drop && old === undefined) return;
        if (drop) delete fields[name];
        else fields[name] = typeof old === "number" ? old + 1 : name === "data" ? { forged: 1 } : `${old}x`;
        const forged = fields as unknown as StoredAuditRow;
        const verdict = await verifyChain(rows.with(at, forged));
        expect(verdict).toMatchObject({ ok: false, checked: at, brokenAt: at + 1 });
      }),
      { numRuns: 300 },
    );
  });

  test("fits after any set of people was erased, and not after one was exchanged", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), async (logged, erase) => {
        const rows = sealed(logged, 4);
        const erased = rows.map((row, i) => {
          const { personal: _personal, ...rest } = row;
          return erase[i] === true ? rest : row;
        });
        expect((await verifyChain(erased)).ok).toBe(true);
        const at = rows.findIndex((row) => row.personal !== undefined);
        const victim = rows[at];
        if (victim?.personal === undefined) return;
        const forged = {
          ...victim,
          personal: { ...victim.personal, subject: { channel: "x", account: "y", id: "z" } },
        };
        expect(await verifyChain(rows.with(at, forged))).toMatchObject({ ok: false, brokenAt: at + 1 });
      }),
    );
  });

  test("breaks when two rows change places or one is taken out, unless it was the last", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat(), fc.nat(), async (logged, a, b) => {
        const rows = sealed(logged, 5);
        const [i, j] = [a % rows.length, b % rows.length].toSorted((x, y) => x - y) as [number, number];
        const [one, other] = [rows[i], rows[j]];
        if (i !== j && one !== undefined && other !== undefined) {
          expect(await verifyChain(rows.with(i, other).with(j, one))).toMatchObject({ ok: false, brokenAt: i + 1 });
        }
        const verdict = await verifyChain(rows.toSpliced(i, 1));
        expect(verdict.ok).toBe(i === rows.length - 1);
        const remembered = { seq: rows.length, hash: rows.at(-1)?.hash ?? "" };
        expect((await verifyChain(rows.toSpliced(i, 1), { remembered })).ok).toBe(false);
      }),
    );
  });
});

test("[R9.5] a chain made anew from the start differs from the remembered head", async () => {
  const rows = sealed([{ event: "a.b", at: 1, outcome: "done", actor: { kind: "system" } }], 1);
  const remembered = { seq: 1, hash: "f".repeat(64) };
  expect(await verifyChain(rows, { remembered })).toMatchObject({ ok: false, because: "the chain was made anew" });
});

test("[R9.5] a chain that began in the first form goes on in the second", async () => {
  await fc.assert(
    fc.asyncProperty(events, events, async (before, after) => {
      const random = createSeededRandom(7);
      const rows = [...before, ...after].map((one, i): StoredAuditRow => {
        const { digest, ...row } = toRow(one, { random });
        return i < before.length ? row : { ...row, ...(digest === undefined ? {} : { digest }) };
      });
      const seals = sealRows(emptyChain, rows);
      const all = rows.map((row, i) => ({ ...row, ...seals[i] }));
      expect(await verifyChain(all)).toMatchObject({ ok: true, checked: all.length });
      // Neither form passes for the other.
      const [at, first] = [before.length, all[before.length]];
      if (first === undefined) return;
      const { digest: _gone, ...older } = first;
      expect(await verifyChain(all.with(at, older))).toMatchObject({ ok: false, brokenAt: at + 1 });
    }),
  );
});

test("[R9.5] walks a long chain row by row", async () => {
  let head = emptyChain;
  let made = 0;
  async function* rows(): AsyncGenerator<StoredAuditRow> {
    const random = createSeededRandom(9);
    while (made < 5_000) {
      const row = toRow({ event: "a.b", at: made++, outcome: "done", actor: { kind: "system" } }, { random });
      const [seal = { seq: 0, hash: "" }] = sealRows(head, [row]);
      head = seal;
      yield { ...row, seq: seal.seq, hash: seal.hash };
    }
  }
  expect(await verifyChain(rows())).toMatchObject({ ok: true, checked: 5_000 });
});
