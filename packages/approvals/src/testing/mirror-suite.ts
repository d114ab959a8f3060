import { describe, expect, test } from "vitest";
import type { PendingMirror } from "../mirror.ts";
import { sampleApproval, sampleNow } from "./samples.ts";

/** The same mirror opened twice. `lose` forgets everything, as a flushed Redis does. */
export interface OpenedMirror {
  readonly a: PendingMirror;
  readonly b: PendingMirror;
  lose(): Promise<void>;
  close(): Promise<void>;
}

const now = sampleNow;
const later = now + 60_000;

/** The contract of {@link PendingMirror}: every implementation passes it. `open` gives an empty mirror each time. */
export function testPendingMirror(name: string, open: () => Promise<OpenedMirror>): void {
  const withMirror = (use: (o: OpenedMirror) => Promise<void>) => async (): Promise<void> => {
    const mirror = await open();
    try {
      await use(mirror);
    } finally {
      await mirror.close();
    }
  };
  const build = async (mirror: PendingMirror, all: readonly ReturnType<typeof sampleApproval>[]): Promise<boolean> =>
    mirror.rebuild(all, { revision: await mirror.revision(), validUntil: later });

  describe(`${name} as a mirror of pending questions`, () => {
    test(
      "is incomplete until it is built, also after single writes",
      withMirror(async ({ a, b }) => {
        expect(await a.list({ now })).toBeUndefined();
        await a.put([sampleApproval()]);
        expect(await b.list({ now })).toBeUndefined();
        expect(await build(a, [])).toBe(true);
        expect(await b.list({ now })).toEqual([]);
      }),
    );

    test(
      "lists what it was built with, oldest first, by kind and limit, every field kept",
      withMirror(async ({ a, b }) => {
        const requester = { channel: "telegram", account: "default", id: "7" };
        const vote = { by: "alice", decision: "approve" as const, at: now, via: "chat" as const, from: requester };
        const second = { ...sampleApproval({ now: now + 2, requester, required: 2 }), votes: [vote], version: 2 };
        const first = sampleApproval({ now: now + 1 });
        const device = sampleApproval({ now, kind: "device" });
        await build(a, [second, device, first]);
        expect(await b.list({ now })).toEqual([device, first, second]);
        expect(await b.list({ now, kind: "pairing" })).toEqual([first, second]);
        expect(await b.list({ now, kind: "pairing", limit: 1 })).toEqual([first]);
      }),
    );

    test(
      "follows single writes once it is complete",
      withMirror(async ({ a, b }) => {
        const [one, two] = [sampleApproval({ now }), sampleApproval({ now: now + 1 })];
        await build(a, [one]);
        await b.put([two]);
        await a.put([{ ...one, version: 2 }]);
        expect(await b.list({ now })).toEqual([{ ...one, version: 2 }, two]);
        await b.remove([one.id, "pair_unknown"]);
        expect(await a.list({ now })).toEqual([two]);
      }),
    );

    test(
      "is not believed any more from `validUntil` on, after `invalidate`, or after a loss",
      withMirror(async ({ a, b, lose }) => {
        await build(a, [sampleApproval()]);
        expect(await b.list({ now: later - 1 })).toHaveLength(1);
        expect(await b.list({ now: later })).toBeUndefined();
        await b.invalidate();
        expect(await a.list({ now })).toBeUndefined();
        await build(a, [sampleApproval()]);
        expect(await a.list({ now })).toHaveLength(1);
        await lose();
        expect(await a.list({ now })).toBeUndefined();
        expect(await b.revision()).toBe(0);
      }),
    );

    test(
      "refuses a rebuild from a truth that may be older than a write",
      withMirror(async ({ a, b }) => {
        for (const write of [() => b.put([sampleApproval()]), () => b.remove(["pair_gone"]), () => b.invalidate()]) {
          const revision = await a.revision();
          await write();
          expect(await a.rebuild([], { revision, validUntil: later })).toBe(false);
          expect(await a.list({ now })).toBeUndefined();
        }
        expect(await build(a, [])).toBe(true);
      }),
    );
  });
}
