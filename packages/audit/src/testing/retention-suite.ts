import { describe, expect, test } from "vitest";
import { retireBatch } from "../chain.ts";
import { allRecords, type OpenedAudit, sampleEvent, sampleStart, withLog } from "./support.ts";

const minute = 60_000;
const how = { now: sampleStart + 1_000 * minute, policy: "p2" };
const minutesOf = async (o: OpenedAudit): Promise<readonly unknown[]> =>
  (await allRecords(o.b)).filter((one) => one.event !== "audit.retired").map((one) => one.data?.["minute"]);

/** Rows that leave from the front of the chain. */
export function testRetention(name: string, open: () => Promise<OpenedAudit>): void {
  describe(`${name} keeps what is young enough`, () => {
    test("[R9.5] old rows leave from the front, the log says so, and the chain fits", withLog(open, retires));
    test("[R9.5] stops at what is newer or not sealed, and leaves no hole", withLog(open, stops));
    test("[R9.5] works in batches, each of which leaves a log that fits", withLog(open, batches));
    test("[R9.5] an emptied chain goes on where it was", withLog(open, goesOn));
    test("[R9.5] names the front when rows left it without a word", withLog(open, tampered));
  });
}

async function retires(o: OpenedAudit): Promise<void> {
  await o.a.append([0, 1, 2, 3, 4].map((at) => sampleEvent(at)));
  await o.a.seal();
  const before = await allRecords(o.a);
  expect(await o.a.retire(sampleStart + 3 * minute, how)).toBe(3);
  expect(await o.b.retire(sampleStart + 3 * minute, how)).toBe(0);
  expect(await minutesOf(o)).toEqual([4, 3]);
  const [said] = (await o.b.query({ event: "audit.retired" })).records;
  const front = { seq: 3, hash: before[2]?.hash };
  expect(said).toMatchObject({ actor: "system", reason: "retention", policy: "p2", data: { ...front, rows: 3 } });
  const verdict = await o.b.verify();
  expect(verdict).toMatchObject({ ok: true, checked: 3, seq: 6, since: { seq: 3, at: how.now } });
  expect(await o.a.includes({ seq: 1, hash: "f".repeat(64) })).toBe(true);
  expect(await o.a.includes({ seq: 3, hash: "f".repeat(64) })).toBe(false);
  // A head from before: one that is still there, the very front, and one that nobody can compare any more.
  for (const index of [1, 2]) {
    const { seq = 0, hash = "" } = before[index] ?? {};
    expect(await o.a.verify({ remembered: { seq, hash } })).toEqual(verdict);
    expect((await o.a.verify({ remembered: { seq, hash: "f".repeat(64) } })).ok).toBe(false);
  }
  expect(await o.a.verify({ remembered: { seq: 1, hash: before[4]?.hash ?? "" } })).toEqual({
    ...verdict,
    rememberedIsGone: true,
  });
  expect(JSON.stringify(await o.dump())).not.toMatch(/pair_0|pair_2/);
}

async function stops(o: OpenedAudit): Promise<void> {
  await o.a.append([0, 5, 1].map((at) => sampleEvent(at)));
  await o.a.seal();
  await o.a.append([sampleEvent(2)]);
  expect(await o.a.retire(sampleStart, how)).toBe(0);
  expect(await o.a.retire(sampleStart + 4 * minute, how)).toBe(1);
  expect(await minutesOf(o)).toEqual([2, 1, 5]);
  expect(await o.a.verify()).toMatchObject({ ok: true, checked: 4 });
}

async function batches(o: OpenedAudit): Promise<void> {
  await o.a.append(Array.from({ length: retireBatch + 5 }, () => sampleEvent(0, { personal: {} })));
  await o.a.seal();
  expect(await o.a.retire(sampleStart + minute, how)).toBe(retireBatch);
  expect(await o.a.verify()).toMatchObject({ ok: true, checked: 6, since: { seq: retireBatch } });
  expect(await o.b.retire(sampleStart + minute, how)).toBe(5);
  expect(await o.b.retire(sampleStart + minute, how)).toBe(0);
  expect(await o.a.verify()).toMatchObject({ ok: true, checked: 2, since: { seq: retireBatch + 5 } });
}

async function goesOn(o: OpenedAudit): Promise<void> {
  await o.a.append([sampleEvent(0)]);
  await o.a.seal();
  await o.a.retire(sampleStart + minute, { now: sampleStart + 2 });
  await o.a.seal();
  await o.a.retire(sampleStart + minute, { now: sampleStart + minute });
  await o.b.append([sampleEvent(3)]);
  expect(await o.b.verify()).toMatchObject({ ok: true, checked: 2, seq: 4, since: { seq: 2 } });
}

async function tampered(o: OpenedAudit): Promise<void> {
  await o.a.append([0, 1, 2].map((at) => sampleEvent(at)));
  await o.a.seal();
  await o.a.retire(sampleStart + minute, how);
  await o.a.seal();
  const records = await allRecords(o.a);
  await o.tamper.remove(records.at(-1)?.id ?? "");
  expect(await o.a.verify()).toMatchObject({ ok: false, brokenAt: 2 });
  await o.tamper.moveFront({ seq: 2, hash: records.at(-1)?.hash ?? "" });
  expect(await o.a.verify()).toMatchObject({ ok: false, brokenAt: 2, because: expect.stringMatching(/does not say/) });
}
