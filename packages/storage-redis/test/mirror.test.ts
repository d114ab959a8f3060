import { createMemoryApprovals, withPendingMirror } from "@moltbot/approvals";
import { sampleApproval, sampleNow, testPendingMirror } from "@moltbot/approvals/testing";
import { createManualClock } from "@moltbot/core/testing";
import { expect, inject, test } from "vitest";
import { openTwice } from "./support/redis.ts";

testPendingMirror("Redis", async () => {
  const stores = await openTwice(inject("redisUrl"));
  return { a: stores.first.mirror, b: stores.second.mirror, lose: stores.lose, close: stores.close };
});

test("a flushed mirror is rebuilt from the truth, and hides nothing meanwhile", async () => {
  const stores = await openTwice(inject("redisUrl"));
  const truth = createMemoryApprovals();
  const store = withPendingMirror(truth, stores.first.mirror, { clock: createManualClock(sampleNow) });
  const approval = sampleApproval();
  await store.commit({ changes: [{ type: "file", approval }], events: [] });
  expect(await store.pending()).toEqual([approval]);
  await stores.lose();
  expect(await store.pending()).toEqual([approval]);
  expect(await stores.second.mirror.list({ now: sampleNow })).toEqual([approval]);
  for (const key of await stores.keys()) expect(await stores.redis.pttl(key), key).toBeGreaterThan(0);
  await stores.close();
});
