import { createManualClock } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { createRuns, type Runs } from "../runs.ts";
import { approved, marked, type OpenedGrants, type OpenGrants, operator, withGrants } from "./grant-support.ts";
import { sampleNow } from "./samples.ts";

const runTtlMs = 1000;
const claim = (approval: string, now = sampleNow) => ({ approval, now, runTtlMs, events: [marked("exec.claimed")] });
const step = (approval: string, now = sampleNow) => ({ approval, now, events: [marked("exec.finished")] });

const bothRuns = ({ a, b }: OpenedGrants, now = sampleNow): readonly [Runs, Runs] => {
  const clock = createManualClock(now);
  return [createRuns({ store: a, clock, runTtlMs }), createRuns({ store: b, clock, runTtlMs })];
};

/** The part of the contract about runs. */
export function testRuns(name: string, open: OpenGrants): void {
  describe(`${name} as a store of runs`, () => {
    test("[R7.4] a question is claimed once, finished once by its holder, and remembered", () =>
      withGrants(open, async (stores) => {
        const { a, b } = stores;
        const { id } = await approved(stores);
        const run = { approval: id, claimedAt: sampleNow, holder: a.holder };
        expect(a.holder).not.toBe(b.holder);
        expect(await b.finishRun({ ...step(id), outcome: "exited" })).toEqual({ status: "not_claimed" });
        expect(await a.claimRun(claim(id))).toEqual({ status: "claimed", run });
        expect(await b.claimRun(claim(id))).toEqual({ status: "already", run });
        expect(await a.claimRun(claim(id))).toEqual({ status: "already", run });
        expect(await b.skipRun({ ...step(id), outcome: "refused" })).toEqual({ status: "already", run });
        expect(await b.finishRun({ ...step(id), outcome: "exited" })).toEqual({ status: "not_yours", run });
        const ended = { ...run, finishedAt: sampleNow + 9, outcome: "exited", code: 3 };
        const end = { ...step(id, sampleNow + 9), outcome: "exited", code: 3 } as const;
        expect(await a.finishRun(end)).toEqual({ status: "finished", run: ended });
        expect(await a.finishRun({ ...end, outcome: "failed" })).toEqual({ status: "already", run: ended });
        expect(await b.finishRun(end)).toEqual({ status: "already", run: ended });
        expect(await b.run(id)).toEqual(ended);
        expect(await stores.events()).toEqual(["exec.claimed", "exec.finished"]);
      }));

    test.each(["pending", "denied", "expired", "cancelled"] as const)("never runs a question that is %s", (status) =>
      withGrants(open, async (stores) => {
        const { id } = await approved(stores, { status });
        expect(await stores.a.claimRun(claim(id))).toEqual({ status: "not_approved" });
        expect(await stores.a.skipRun({ ...step(id), outcome: "lapsed" })).toEqual({ status: "not_approved" });
        expect(await stores.b.run(id)).toBeUndefined();
        expect(await stores.events()).toEqual([]);
      }),
    );

    test("never runs a question about something else, an unknown one, or a part of an id", () =>
      withGrants(open, async (stores) => {
        const pairing = await approved(stores, { kind: "pairing" });
        const exec = await approved(stores);
        for (const id of [pairing.id, "exec_none", exec.id.slice(0, -1), `${exec.id}0`]) {
          expect(await stores.a.claimRun(claim(id))).toEqual({ status: "not_approved" });
        }
      }));

    test("[R7.3] a run begins within its time or never", () =>
      withGrants(open, async (stores) => {
        const [one, two] = [await approved(stores), await approved(stores)];
        expect(await stores.a.claimRun(claim(one.id, sampleNow + runTtlMs))).toEqual({ status: "too_late" });
        expect(await stores.a.claimRun(claim(two.id, sampleNow + runTtlMs - 1))).toMatchObject({ status: "claimed" });
        expect(await stores.b.skipRun({ ...step(one.id, sampleNow + runTtlMs), outcome: "lapsed" })).toMatchObject({
          status: "claimed",
          run: { outcome: "lapsed", claimedAt: sampleNow + runTtlMs, finishedAt: sampleNow + runTtlMs },
        });
        expect((await stores.a.claimRun(claim(one.id))).status).toBe("already");
      }));

    test("[R0.4] what was approved while nobody ran is listed until it is claimed, the first decided first", () =>
      withGrants(open, async (stores) => {
        const late = await approved(stores, { decidedAt: sampleNow + 2 });
        const early = await approved(stores, { decidedAt: sampleNow + 1 });
        await approved(stores, { kind: "pairing" });
        await approved(stores, { status: "pending" });
        await approved(stores, { status: "denied" });
        expect(await stores.b.approvedUnclaimed({ kind: "exec" })).toEqual([early, late]);
        expect(await stores.b.approvedUnclaimed({ kind: "exec", limit: 1 })).toEqual([early]);
        await stores.a.claimRun(claim(early.id));
        expect(await stores.b.approvedUnclaimed({ kind: "exec" })).toEqual([late]);
        await stores.a.skipRun({ ...step(late.id), outcome: "cancelled" });
        expect(await stores.b.approvedUnclaimed({ kind: "exec" })).toEqual([]);
      }));

    test("[R7.3] of 50 concurrent claims through two processes one wins", () =>
      withGrants(open, async (stores) => {
        const { id } = await approved(stores);
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? stores.a : stores.b).claimRun(claim(id))),
        );
        expect(results.filter(({ status }) => status === "claimed")).toHaveLength(1);
        expect(results.filter(({ status }) => status === "already")).toHaveLength(49);
        expect(await stores.events()).toEqual(["exec.claimed"]);
        expect(await stores.b.unfinishedRuns()).toHaveLength(1);
      }));

    test("[R7.3] claims and lapses that race end in one of both", () =>
      withGrants(open, async (stores) => {
        const approvals = [];
        for (let i = 0; i < 20; i++) approvals.push(await approved(stores));
        const [onTime] = bothRuns(stores, sampleNow + runTtlMs - 1);
        const [, behind] = bothRuns(stores, sampleNow + runTtlMs);
        const claims = Promise.all(approvals.map((approval) => onTime.claim(approval, operator)));
        const [results, first, second] = await Promise.all([claims, behind.recover(), behind.recover()]);
        const won = results.filter(({ status }) => status === "claimed").length;
        expect(won + first.lapsed.length + second.lapsed.length).toBe(20);
        expect(await stores.events()).toHaveLength(20);
      }));

    test("[R0.4] the run of a dead process is lost, once, and never run again", () =>
      withGrants(open, async (stores) => {
        const { a, b } = stores;
        const [dying, living] = [await approved(stores), await approved(stores)];
        await a.claimRun(claim(dying.id));
        await b.claimRun(claim(living.id, sampleNow + 1));
        expect((await b.unfinishedRuns()).map((run) => run.approval)).toEqual([dying.id, living.id]);
        expect(await b.unfinishedRuns({ orphaned: true })).toEqual([]);
        expect(await b.loseRun(step(dying.id))).toBeUndefined();
        const holder = a.holder;
        await stores.crashA();
        const lost = { approval: dying.id, claimedAt: sampleNow, holder, finishedAt: sampleNow, outcome: "lost" };
        const [, runs] = bothRuns(stores);
        const found = await Promise.all([runs.recover(), runs.recover()]);
        expect(found.flatMap((one) => one.lost)).toEqual([lost]);
        expect(await b.run(dying.id)).toEqual(lost);
        expect(await b.claimRun(claim(dying.id))).toEqual({ status: "already", run: lost });
        expect(await b.finishRun({ ...step(dying.id), outcome: "exited" })).toEqual({ status: "already", run: lost });
        expect(await b.loseRun(step(living.id))).toBeUndefined();
        expect(await b.loseRun(step("exec_none"))).toBeUndefined();
        expect((await stores.events()).filter((event) => event === "exec.lost")).toHaveLength(1);
      }));
  });
}
