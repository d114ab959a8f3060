import { sampleApproval, testApprovalStore } from "@moltbot/approvals/testing";
import { afterEach, describe, expect, inject, test } from "vitest";
import { openTwice, type TwoStores } from "./support/redis.ts";

testApprovalStore("Redis", async () => {
  const stores = await openTwice(inject("redisUrl"));
  return { a: stores.first.approvals, b: stores.second.approvals, close: stores.close };
});

describe("questions in Redis", () => {
  let stores: TwoStores;
  afterEach(() => stores.close());

  test("every key carries the prefix and a lifetime, and events are appended with the change", async () => {
    stores = await openTwice(inject("redisUrl"));
    const approval = sampleApproval();
    const event = { event: "approval.filed", at: 1, outcome: "done", actor: { kind: "system" } } as const;
    await stores.first.approvals.commit({ changes: [{ type: "file", approval }], events: [event, event] });
    const refused = await stores.first.approvals.commit({ changes: [{ type: "file", approval }], events: [event] });
    expect(refused.status).toBe("conflict");
    const keys = await stores.keys();
    expect(keys.length).toBeGreaterThan(4);
    for (const key of keys) expect(await stores.redis.pttl(key), key).toBeGreaterThan(0);
    const entries = await stores.redis.xrange(`${stores.prefix}events`, "-", "+");
    expect(entries.map(([, fields]) => JSON.parse(fields[1] ?? ""))).toEqual([event, event]);
  });

  test("a question that ran out leaves the lists, and its subject is free again", async () => {
    stores = await openTwice(inject("redisUrl"));
    const { approvals } = stores.first;
    const all = Array.from({ length: 450 }, (_, i) => sampleApproval({ now: 1000 + i }));
    for (const approval of all) await approvals.commit({ changes: [{ type: "file", approval }], events: [] });
    const gone = all.filter((_, i) => i % 3 !== 0);
    await stores.redis.del(...gone.map(({ id }) => `${stores.prefix}question:${id}`));
    const left = all.filter((_, i) => i % 3 === 0);
    expect(await approvals.pending({ kind: "pairing", limit: 100 })).toEqual(left.slice(0, 100));
    expect(await approvals.pending()).toEqual(left);
    const again = sampleApproval({ subject: gone[0]?.subject ?? "" });
    expect((await approvals.commit({ changes: [{ type: "file", approval: again }], events: [] })).status).toBe(
      "committed",
    );
  });

  test("a row that cannot be read is no answer at all", async () => {
    stores = await openTwice(inject("redisUrl"));
    for (const row of ["", "1:", "1:{}", '1:{"id":"pair_1","status":"approved"}', "{", "1:null"]) {
      await stores.redis.set(`${stores.prefix}question:pair_1`, row, "PX", 60_000);
      await expect(stores.first.approvals.get("pair_1")).rejects.toMatchObject({ code: "unavailable" });
    }
  });
});
