import { type DomainEvent, MoltbotError } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import {
  type ClaimResult,
  createMemoryApprovals,
  createMemoryGrantHub,
  createRuns,
  type GrantStore,
} from "../src/index.ts";
import { approved, sampleNow } from "../src/testing.ts";

const act = { actor: { kind: "operator", via: "cli" } } as const;
const runTtlMs = 60_000;

function setUp() {
  const events: DomainEvent[] = [];
  const clock = createManualClock(sampleNow);
  const approvals = createMemoryApprovals();
  const hub = createMemoryGrantHub({ approvals, record: (written) => events.push(...written) });
  const start = (wrap = (store: GrantStore): GrantStore => store) => {
    const store = hub.open();
    return { store, runs: createRuns({ store: wrap(store), clock, runTtlMs }) };
  };
  const names = () => events.map(({ event, outcome, reason }) => [event, outcome, reason]);
  return { start, clock, events, names, crash: hub.crash, ask: () => approved({ approvals }) };
}

describe("Running what was approved", () => {
  test("[R7.4] claim, run, finish: each is stated", async () => {
    const { start, events, ask } = setUp();
    const { runs } = start();
    const approval = await ask();
    expect(await runs.due()).toEqual([approval]);
    expect((await runs.claim(approval, act)).status).toBe("claimed");
    expect(await runs.due()).toEqual([]);
    expect((await runs.claim(approval, act)).status).toBe("already");
    expect((await runs.finish(approval, { outcome: "exited", code: 2 }, act)).status).toBe("finished");
    expect(events).toMatchObject([
      { event: "exec.claimed", outcome: "done", ref: approval.id },
      { event: "exec.finished", outcome: "done", reason: "exited", data: { code: 2 }, ref: approval.id },
    ]);
  });

  test("[R0.4] what was approved while nothing ran is carried out at the next start, or lapses, and is told once", async () => {
    const { start, clock, names, ask } = setUp();
    const early = await ask();
    await clock.advance(1);
    const [one, two] = [start(), start()];
    expect(await one.runs.due()).toEqual([early]);
    await clock.advance(runTtlMs);
    expect(await one.runs.due()).toEqual([]);
    expect((await one.runs.claim(early, act)).status).toBe("too_late");
    expect(await one.runs.recover()).toEqual({ lost: [], lapsed: [early] });
    expect(await two.runs.recover()).toEqual({ lost: [], lapsed: [] });
    expect(names()).toEqual([["exec.lapsed", "denied", "lapsed"]]);
  });

  test("[R0.4] what a dead process ran is lost, and told once", async () => {
    const { start, names, crash, ask } = setUp();
    const [dying, one, two] = [start(), start(), start()];
    const approval = await ask();
    await dying.runs.claim(approval, act);
    expect(await one.runs.recover()).toEqual({ lost: [], lapsed: [] });
    crash(dying.store);
    const recovered = await one.runs.recover();
    expect(recovered.lost).toMatchObject([{ approval: approval.id, outcome: "lost" }]);
    expect(await two.runs.recover()).toEqual({ lost: [], lapsed: [] });
    expect((await two.runs.claim(approval, act)).status).toBe("already");
    expect(names().slice(1)).toEqual([["exec.lost", "failed", "lost"]]);
  });

  test("what is given up is never run", async () => {
    const { start, names, ask } = setUp();
    const { runs } = start();
    const approval = await ask();
    expect((await runs.skip(approval, "refused", act)).status).toBe("claimed");
    expect((await runs.claim(approval, act)).status).toBe("already");
    expect(await runs.due()).toEqual([]);
    expect(names()).toEqual([["exec.finished", "denied", "refused"]]);
  });
});

/** A store whose next claims are carried out, but not answered. */
function deaf(times: number) {
  return (store: GrantStore): GrantStore => ({
    ...store,
    async claimRun(claim) {
      const result = await store.claimRun(claim);
      if (times-- > 0) throw new MoltbotError("unavailable", "gone");
      return result;
    },
  });
}
const statusOf = (result: ClaimResult | "unavailable"): string => (result === "unavailable" ? result : result.status);
const orDown = (result: Promise<ClaimResult>): Promise<ClaimResult | "unavailable"> =>
  result.catch(() => "unavailable" as const);

describe("A claim that was won and never answered", () => {
  test("[R0.4] is due again, and won by one of those who ask again", async () => {
    const { start, ask } = setUp();
    const { runs } = start(deaf(1));
    const approval = await ask();
    expect(await orDown(runs.claim(approval, act))).toBe("unavailable");
    expect(await runs.due()).toEqual([approval]);
    const again = await Promise.all([1, 2, 3].map(() => runs.claim(approval, act)));
    expect(again.map(statusOf)).toEqual(["claimed", "already", "already"]);
    expect(await runs.due()).toEqual([]);
  });

  test.each([1, 2, 5, 10])(
    "[R7.4] is told to one of ten who ask at once, when %d go unanswered, or to the next",
    async (n) => {
      const { start, ask } = setUp();
      const { runs } = start(deaf(n));
      const approval = await ask();
      const asked = await Promise.all(Array.from({ length: 10 }, () => orDown(runs.claim(approval, act))));
      const later = await runs.claim(approval, act);
      expect([...asked, later].filter((result) => statusOf(result) === "claimed")).toHaveLength(1);
      expect(asked.filter((result) => result === "unavailable")).toHaveLength(n);
    },
  );

  test("is another's when another won it meanwhile, and too late when its time has passed", async () => {
    const { start, clock, names, ask } = setUp();
    const [{ runs }, other] = [start(deaf(1)), start()];
    const down = start((store) => ({
      ...store,
      claimRun: () => Promise.reject(new MoltbotError("unavailable", "gone")),
    }));
    const [theirs, late] = [await ask(), await ask()];
    await orDown(down.runs.claim(theirs, act));
    expect(new Set(await down.runs.due())).toEqual(new Set([theirs, late]));
    expect((await other.runs.claim(theirs, act)).status).toBe("claimed");
    await orDown(runs.claim(late, act));
    await clock.advance(runTtlMs);
    expect(await runs.due()).toEqual([late]);
    expect((await runs.claim(late, act)).status).toBe("too_late");
    expect((await runs.claim(late, act)).status).toBe("already");
    expect(names().at(-1)).toEqual(["exec.lapsed", "denied", "lapsed"]);
  });
});
