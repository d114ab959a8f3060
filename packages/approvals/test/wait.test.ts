import { createMemoryWakeups, type Wakeups } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { createApprovals, createMemoryApprovals } from "../src/index.ts";

const question = { kind: "exec", subject: "s1", required: 1, ttlMs: 60_000, payload: {} };
const actor = { kind: "operator", via: "cli" } as const;
const ballot = { by: "operator", decision: "approve", via: "cli" } as const;

/** Two processes over one store, with or without hints between them. */
async function setUp(wakeups?: Wakeups) {
  const clock = createManualClock();
  const store = createMemoryApprovals();
  const make = (seed: number) =>
    createApprovals({
      store,
      clock,
      random: createSeededRandom(seed),
      ...(wakeups === undefined ? {} : { wakeups }),
    });
  const [here, there] = [make(1), make(2)];
  const { approval } = await here.file(question, { prefix: "exec", actor });
  return { clock, here, there, id: approval.id };
}

const broken: Wakeups = {
  publish: () => Promise.reject(new Error("down")),
  subscribe: () => Promise.reject(new Error("down")),
};

describe("Waiting", () => {
  test("does not sleep over a hint that comes while it reads", async () => {
    const clock = createManualClock();
    const memory = createMemoryApprovals();
    const parts = { clock, wakeups: createMemoryWakeups(), random: createSeededRandom(1) };
    const there = createApprovals({ ...parts, store: memory });
    const { approval } = await there.file(question, { prefix: "exec", actor });
    let reads = 0;
    // What the first read answers was true before the decision that falls into it.
    const decidedMeanwhile = async (id: string) => {
      const before = await memory.get(id);
      if (reads++ === 0) await there.vote(id, ballot, { actor });
      await clock.advance(0);
      return before;
    };
    const here = createApprovals({ ...parts, store: { ...memory, get: decidedMeanwhile } });
    expect(await here.wait(approval.id)).toMatchObject({ status: "ended", approval: { status: "approved" } });
    expect(clock.now()).toBe(createManualClock().now());
  });

  test("ends at once when another process decides and hints", async () => {
    const { clock, here, there, id } = await setUp(createMemoryWakeups());
    const waiting = here.wait(id);
    await clock.advance(0);
    await there.vote(id, ballot, { actor });
    expect(await waiting).toMatchObject({ status: "ended", approval: { status: "approved" } });
    expect(clock.now()).toBe(createManualClock().now());
  });

  test.each([
    ["lost", undefined],
    ["broken", broken],
  ])("ends by polling when hints are %s", async (_name, wakeups) => {
    const { clock, here, there, id } = await setUp(wakeups);
    const waiting = here.wait(id);
    await clock.advance(0);
    await there.vote(id, { ...ballot, decision: "deny" }, { actor });
    await clock.advance(1000);
    expect(await waiting).toMatchObject({ status: "ended", approval: { status: "denied" } });
  });

  test("[R0.3] ends with a written expiry, so that a late yes elsewhere is refused", async () => {
    const { clock, here, there, id } = await setUp();
    const waiting = here.wait(id);
    await clock.advance(question.ttlMs);
    expect(await waiting).toMatchObject({ status: "ended", approval: { status: "expired", because: "timeout" } });
    clock.set(clock.now() - question.ttlMs);
    expect((await there.vote(id, ballot, { actor })).status).toBe("expired");
  });

  test("stops on a timeout or an abort and leaves the question open", async () => {
    const { clock, here, id } = await setUp();
    const timed = here.wait(id, { timeoutMs: 2500 });
    await clock.advance(2500);
    expect((await timed).status).toBe("timeout");
    const control = new AbortController();
    const aborted = here.wait(id, { signal: control.signal });
    await clock.advance(10);
    control.abort();
    expect((await aborted).status).toBe("aborted");
    expect((await here.wait(id, { signal: control.signal })).status).toBe("aborted");
    expect((await here.get(id))?.status).toBe("pending");
  });

  test("answers at once for ended and unknown questions", async () => {
    const { here, id } = await setUp();
    await here.vote(id, ballot, { actor });
    expect((await here.wait(id)).status).toBe("ended");
    expect((await here.wait("exec_unknown")).status).toBe("not_found");
  });
});
