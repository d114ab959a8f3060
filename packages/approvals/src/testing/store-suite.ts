import { describe, expect, test } from "vitest";
import { testStoreRaces } from "./races.ts";
import { sampleApproval, sampleNow } from "./samples.ts";
import { type OpenedApprovals, opened } from "./support.ts";

/**
 * The contract of {@link ApprovalStore}: every implementation passes it. `open` gives empty data each time.
 * Call it from a vitest file.
 */
export function testApprovalStore(name: string, open: () => Promise<OpenedApprovals>): void {
  describe(`${name} as an approval store`, () => {
    test("gives back exactly what was filed, to every process", () =>
      opened(open, async ({ a, b }) => {
        const approval = sampleApproval({ requester: { channel: "telegram", account: "work", id: "42" } });
        expect(await a.commit({ changes: [{ type: "file", approval }], events: [] })).toEqual({ status: "committed" });
        expect(await b.get(approval.id)).toEqual(approval);
        expect(await b.findPending("pairing", approval.subject)).toEqual(approval);
      }));

    test("finds nothing for an unknown id, a prefix of an id or another kind", () =>
      opened(open, async ({ a }) => {
        const approval = sampleApproval();
        await a.commit({ changes: [{ type: "file", approval }], events: [] });
        expect(await a.get(approval.id.slice(0, -1))).toBeUndefined();
        expect(await a.get("%")).toBeUndefined();
        expect(await a.findPending("exec", approval.subject)).toBeUndefined();
      }));

    test("refuses a second question with the same id, or pending with the same kind and subject", () =>
      opened(open, async ({ a, b }) => {
        const first = sampleApproval();
        await a.commit({ changes: [{ type: "file", approval: first }], events: [] });
        const sameId = { ...sampleApproval(), id: first.id };
        const sameSubject = sampleApproval({ subject: first.subject });
        const otherKind = sampleApproval({ subject: first.subject, kind: "device" });
        expect((await b.commit({ changes: [{ type: "file", approval: sameId }], events: [] })).status).toBe("conflict");
        expect((await b.commit({ changes: [{ type: "file", approval: sameSubject }], events: [] })).status).toBe(
          "conflict",
        );
        expect((await b.commit({ changes: [{ type: "file", approval: otherKind }], events: [] })).status).toBe(
          "committed",
        );
        expect(await b.get(first.id)).toEqual(first);
      }));

    test("takes a new question about a subject once the old one has ended, in the same commit too", () =>
      opened(open, async ({ a }) => {
        const first = sampleApproval();
        const second = sampleApproval({ subject: first.subject });
        await a.commit({ changes: [{ type: "file", approval: first }], events: [] });
        const ended = { ...first, status: "cancelled" as const, version: 2, decidedAt: sampleNow, because: "test" };
        const result = await a.commit({
          changes: [
            { type: "update", approval: ended, expectedVersion: 1 },
            { type: "file", approval: second },
          ],
          events: [],
        });
        expect(result.status).toBe("committed");
        expect(await a.findPending("pairing", first.subject)).toEqual(second);
      }));

    test("keeps every field of an update, votes included", () =>
      opened(open, async ({ a, b }) => {
        const approval = sampleApproval({ required: 2 });
        await a.commit({ changes: [{ type: "file", approval }], events: [] });
        const from = { channel: "discord", account: "default", id: "9" };
        const updated = {
          ...approval,
          status: "denied" as const,
          version: 2,
          decidedAt: sampleNow + 5,
          because: "denied",
          votes: [
            { by: "alice", decision: "approve" as const, at: sampleNow + 1, via: "chat" as const, from },
            {
              by: "operator",
              decision: "deny" as const,
              at: sampleNow + 5,
              via: "cli" as const,
              scope: "once" as const,
            },
          ],
        };
        await b.commit({ changes: [{ type: "update", approval: updated, expectedVersion: 1 }], events: [] });
        expect(await a.get(approval.id)).toEqual(updated);
      }));

    test("refuses an update of another version, of an unknown id, and writes nothing of that commit", () =>
      opened(open, async ({ a, b }) => {
        const [one, two] = [sampleApproval(), sampleApproval()];
        await a.commit({ changes: [{ type: "file", approval: one }], events: [] });
        const newer = { ...one, version: 2, because: "newer" };
        await a.commit({ changes: [{ type: "update", approval: newer, expectedVersion: 1 }], events: [] });
        const stale = { type: "update" as const, approval: { ...one, version: 2 }, expectedVersion: 1 };
        const unknown = { type: "update" as const, approval: { ...two, version: 2 }, expectedVersion: 1 };
        const file = { type: "file" as const, approval: two };
        expect((await b.commit({ changes: [file, stale], events: [] })).status).toBe("conflict");
        expect((await b.commit({ changes: [unknown], events: [] })).status).toBe("conflict");
        expect(await a.get(two.id)).toBeUndefined();
        expect(await a.get(one.id)).toEqual(newer);
      }));

    test("lists pending questions oldest first, by kind and up to a limit, whatever their clock says", () =>
      opened(open, async ({ a, b }) => {
        const filed = [3, 1, 2].map((minute) => sampleApproval({ now: sampleNow + minute * 60_000, ttlMs: 1 }));
        const device = sampleApproval({ kind: "device" });
        const ended = { ...sampleApproval(), status: "expired" as const, decidedAt: sampleNow, because: "timeout" };
        for (const approval of [...filed, device, ended]) {
          await a.commit({ changes: [{ type: "file", approval }], events: [] });
        }
        const [third, first, second] = filed;
        expect(await b.pending({ kind: "pairing" })).toEqual([first, second, third]);
        expect(await b.pending({ kind: "pairing", limit: 2 })).toEqual([first, second]);
        expect(await b.pending()).toHaveLength(4);
      }));
  });
  testStoreRaces(name, open);
}
