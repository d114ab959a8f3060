import { createManualClock } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryApprovals, createMemoryMirror, type PendingMirror, withPendingMirror } from "../src/index.ts";
import { sampleApproval } from "../src/testing.ts";

/** A mirror that counts its calls and fails while told to. */
function watched(mirror: PendingMirror) {
  const calls: string[] = [];
  let failing = false;
  const wrap =
    <Args extends readonly unknown[], Answer>(name: string, run: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      calls.push(name);
      if (failing) throw new Error("mirror is down");
      return run(...args);
    };
  const handle: PendingMirror = {
    put: wrap("put", mirror.put),
    remove: wrap("remove", mirror.remove),
    list: wrap("list", mirror.list),
    invalidate: wrap("invalidate", mirror.invalidate),
    revision: wrap("revision", mirror.revision),
    rebuild: wrap("rebuild", mirror.rebuild),
  };
  return {
    handle,
    calls,
    fail: (value: boolean) => {
      failing = value;
    },
  };
}

function setUp() {
  const truth = createMemoryApprovals();
  const clock = createManualClock();
  const mirror = watched(createMemoryMirror());
  let truthLists = 0;
  const counted = {
    ...truth,
    pending: (...args: Parameters<typeof truth.pending>) => {
      truthLists++;
      return truth.pending(...args);
    },
  };
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, error: () => {}, warn: (message: string) => warnings.push(message) };
  const store = withPendingMirror(counted, mirror.handle, { clock, log });
  return { truth, store, mirror, clock, warnings, truthLists: () => truthLists };
}

describe("A store with a mirror", () => {
  test("reads the truth once and then the mirror, until it is no longer believed", async () => {
    const { store, clock, truthLists } = setUp();
    const approval = sampleApproval();
    await store.commit({ changes: [{ type: "file", approval }], events: [] });
    expect(await store.pending()).toEqual([approval]);
    expect(await store.pending({ kind: "pairing", limit: 1 })).toEqual([approval]);
    expect(truthLists()).toBe(1);
    clock.set(clock.now() + 5000);
    expect(await store.pending()).toEqual([approval]);
    expect(truthLists()).toBe(2);
  });

  test("does not touch the mirror when the truth refused", async () => {
    const { store, mirror } = setUp();
    const approval = sampleApproval();
    const update = { type: "update" as const, approval, expectedVersion: 9 };
    expect((await store.commit({ changes: [update], events: [] })).status).toBe("conflict");
    expect(mirror.calls).toEqual([]);
  });

  test("answers from the truth and logs while the mirror fails, and does not believe it before it caught up", async () => {
    const { store, mirror, warnings } = setUp();
    const [one, two] = [sampleApproval({ now: 1 }), sampleApproval({ now: 2 })];
    await store.commit({ changes: [{ type: "file", approval: one }], events: [] });
    await store.pending();
    mirror.fail(true);
    expect(await store.commit({ changes: [{ type: "file", approval: two }], events: [] })).toEqual({
      status: "committed",
    });
    expect(await store.pending()).toEqual([one, two]);
    mirror.fail(false);
    expect(await store.pending()).toEqual([one, two]);
    expect(warnings.length).toBeGreaterThan(0);
  });

  test("copies commits that another store made with the same questions", async () => {
    const { store, truth, mirror } = setUp();
    await store.pending();
    const approval = sampleApproval();
    await truth.commit({ changes: [{ type: "file", approval }], events: [] });
    await store.mirrored([{ type: "file", approval }]);
    expect(await store.pending()).toEqual([approval]);
    expect(mirror.calls.filter((call) => call === "rebuild")).toHaveLength(1);
  });

  test("answers as the truth does, whatever is filed, ended, lost or failing in between", async () => {
    const step = fc.constantFrom("file", "end", "list", "fail", "heal", "invalidate", "wait");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { store, truth, mirror, clock } = setUp();
        let filed = 0;
        for (const name of steps) {
          const [oldest] = await truth.pending();
          if (name === "file") {
            const approval = sampleApproval({ now: filed++ });
            await store.commit({ changes: [{ type: "file", approval }], events: [] });
          } else if (name === "end" && oldest !== undefined) {
            const approval = { ...oldest, status: "denied" as const, version: oldest.version + 1 };
            await store.commit({
              changes: [{ type: "update", approval, expectedVersion: oldest.version }],
              events: [],
            });
          } else if (name === "wait") clock.set(clock.now() + 3000);
          else if (name === "fail" || name === "heal") mirror.fail(name === "fail");
          else if (name === "invalidate") await mirror.handle.invalidate().catch(() => {});
          expect(await store.pending()).toEqual(await truth.pending());
        }
      }),
      { numRuns: 200 },
    );
  });
});
