import { describe, expect, test } from "vitest";
import { emptyChain } from "../chain.ts";
import type { AuditVerdict } from "../log.ts";
import { allRecords, type OpenedAudit, person, sampleEvent, withLog } from "./support.ts";

async function sealed({ a }: OpenedAudit, count: number): Promise<readonly string[]> {
  for (let minute = 0; minute < count; minute++)
    await a.append([sampleEvent(minute, { subject: person(`${minute}`) })]);
  expect(await a.seal()).toBe(count);
  const records = await allRecords(a);
  return records.map((record) => record.id).reverse();
}

const brokenAt = (verdict: AuditVerdict): number | undefined => (verdict.ok ? undefined : verdict.brokenAt);

/** Sealing, verifying and erasing, with an intruder. */
export function testTampering(name: string, open: () => Promise<OpenedAudit>): void {
  describe(`${name} as a chain`, () => {
    test(
      "[R9.5] seals rows in the order written and verifies them",
      withLog(open, async (o) => {
        expect(await o.a.verify()).toMatchObject({ ok: true, checked: 0 });
        const ids = await sealed(o, 5);
        await o.b.append([sampleEvent(9)]);
        const verdict = await o.b.verify();
        expect(verdict).toMatchObject({ ok: true, checked: 6 });
        const records = await allRecords(o.a);
        expect(records.map((record) => record.seq)).toEqual([6, 5, 4, 3, 2, 1]);
        expect(
          records
            .map((record) => record.id)
            .reverse()
            .slice(0, 5),
        ).toEqual(ids);
        expect(verdict).toMatchObject({ seq: 6, head: records[0]?.hash });
        expect(await o.a.head()).toEqual({ seq: 6, hash: records[0]?.hash });
        expect(await o.a.seal()).toBe(0);
      }),
    );

    test(
      "[R9.5] names the row whose field, place or personal part was changed, or that was removed",
      withLog(open, async (o) => {
        const ids = await sealed(o, 6);
        const [, second = "", third = "", fourth = "", fifth = ""] = ids;
        await o.tamper.changeSubject(fifth, "666");
        expect(brokenAt(await o.a.verify())).toBe(5);
        await o.tamper.swap(third, fourth);
        expect(brokenAt(await o.b.verify())).toBe(3);
        await o.tamper.change(second, "forged");
        expect(brokenAt(await o.a.verify())).toBe(2);
      }),
    );

    test(
      "[R9.5] names the place of a removed row",
      withLog(open, async (o) => {
        const ids = await sealed(o, 4);
        await o.tamper.remove(ids[1] ?? "");
        const verdict = await o.a.verify();
        expect(verdict).toMatchObject({ ok: false, checked: 1, brokenAt: 2, after: ids[0], row: ids[2] });
        expect(verdict).toHaveProperty("because", "a row is missing or out of place");
      }),
    );

    test(
      "[R9.5] shows a cut tail, for good, and to who remembers the head also a chain made anew",
      withLog(open, async (o) => {
        const ids = await sealed(o, 3);
        const remembered = await o.a.head();
        await o.b.append([sampleEvent(7)]);
        expect((await o.a.verify({ remembered })).ok).toBe(true);
        expect(await o.b.includes(remembered)).toBe(true);
        expect(await o.b.includes(emptyChain)).toBe(true);
        expect(await o.a.includes({ ...remembered, seq: 2 })).toBe(false);
        const other = { seq: 2, hash: "f".repeat(64) };
        expect(await o.a.verify({ remembered: other })).toMatchObject({
          brokenAt: 2,
          because: "the chain was made anew",
        });
        const beyond = { seq: 9, hash: "f".repeat(64) };
        expect(await o.a.verify({ remembered: beyond })).toMatchObject({
          brokenAt: 5,
          because: "rows were cut off the end",
        });
        const newest = (await o.a.query({ limit: 1 })).records[0]?.id ?? "";
        for (const id of [newest, ids[2] ?? ""]) await o.tamper.remove(id);
        const cut = { ok: false, checked: 2, brokenAt: 3, after: ids[1] };
        expect(await o.a.verify()).toMatchObject({ ...cut, because: "rows were cut off the end" });
        expect(await o.b.includes(remembered)).toBe(false);
        await o.a.append([sampleEvent(8)]);
        expect(await o.b.verify()).toMatchObject({ ...cut, because: "a row is missing or out of place" });
      }),
    );

    test(
      "[R9.5] writers and sealers of two processes make one chain",
      withLog(open, async (o) => {
        const logs = [o.a, o.b];
        const work = Array.from({ length: 40 }, async (_, i) => {
          const log = logs[i % 2] ?? o.a;
          await log.append([sampleEvent(i), sampleEvent(i)]);
          return i % 4 < 2 ? log.seal() : 0;
        });
        const sealedNow = await Promise.all(work);
        const rest = await o.a.seal();
        expect(sealedNow.reduce((sum, count) => sum + count, rest)).toBe(80);
        expect(await o.b.verify()).toMatchObject({ ok: true, checked: 80 });
        const seqs = (await allRecords(o.b, 7)).map((record) => record.seq ?? 0);
        expect(seqs.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
      }),
    );
  });
}
