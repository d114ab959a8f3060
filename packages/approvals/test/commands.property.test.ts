import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Approval,
  createGrants,
  createMemoryApprovals,
  createMemoryGrantHub,
  createRuns,
  type GrantWish,
  sessionGrantMs,
} from "../src/index.ts";
import { approved, sampleNow } from "../src/testing.ts";

const act = { actor: { kind: "system" } } as const;
const agents = ["main", "other"];
const subjects = ["d1", "d2"];
const sessions = ["s1", "s2"];
const agent = fc.constantFrom(...agents);
const subject = fc.constantFrom(...subjects);
const session = fc.constantFrom(...sessions);
const which = fc.nat({ max: 20 });

type GrantStep =
  | { readonly type: "remember"; readonly wish: GrantWish; readonly lifetime: number | undefined }
  | { readonly type: "revoke" | "wait"; readonly which: number }
  | { readonly type: "end"; readonly session: string };

const grantStep: fc.Arbitrary<GrantStep> = fc.oneof(
  { weight: 4, arbitrary: remembering({ scope: fc.constant("always" as const) }) },
  { weight: 4, arbitrary: remembering({ scope: fc.constant("session" as const), session }) },
  fc.record({ type: fc.constantFrom("revoke" as const, "wait" as const), which }),
  fc.record({ type: fc.constant("end" as const), session }),
);

function remembering(reach: { scope: fc.Arbitrary<GrantWish["scope"]>; session?: fc.Arbitrary<string> }) {
  const wish = fc.record({ ...reach, agent, subject, payload: fc.constant({}) });
  const lifetime = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
  return fc.record({ type: fc.constant("remember" as const), wish, lifetime });
}

/** A plain restatement: what ends when, by what it covers. */
type Model = Map<string, number>;
const slot = (one: { agent: string; subject: string }, at: string): string => [one.agent, one.subject, at].join();

describe("[R7.3] [R7.5] Any order of granting, waiting, revoking and ending sessions", () => {
  test("covers what was granted last and not taken back, through every process", async () => {
    const run = fc.asyncProperty(fc.array(grantStep, { maxLength: 25 }), async (steps) => {
      const clock = createManualClock(sampleNow);
      const approvals = createMemoryApprovals();
      const hub = createMemoryGrantHub({ approvals });
      const services = [3, 4].map((seed) =>
        createGrants({ store: hub.open(), clock, random: createSeededRandom(seed) }),
      );
      const [one, two] = services;
      if (one === undefined || two === undefined) throw new Error("two processes");
      const approval = await approved({ approvals });
      const model: Model = new Map();
      for (const [i, step] of steps.entries()) {
        const grants = i % 2 === 0 ? one : two;
        const now = clock.now();
        if (step.type === "remember") {
          const { wish, lifetime } = step;
          const given = lifetime === undefined ? wish : { ...wish, expiresAt: now + lifetime };
          const key = slot(wish, wish.session ?? "*");
          const held = (model.get(key) ?? 0) > now;
          const outcome = await grants.remember(approval, given, act);
          expect(outcome.status).toBe(held ? "existing" : "granted");
          const unless = wish.scope === "session" ? now + sessionGrantMs : Number.POSITIVE_INFINITY;
          if (!held) model.set(key, given.expiresAt ?? unless);
        } else if (step.type === "revoke") {
          const listed = await grants.list();
          const grant = listed[step.which % Math.max(1, listed.length)];
          if (grant === undefined) continue;
          await grants.revoke(grant.id, act);
          if (
            (await grants.list({ live: true })).every(
              (live) => slot(live, live.session ?? "*") !== slot(grant, grant.session ?? "*"),
            )
          ) {
            model.delete(slot(grant, grant.session ?? "*"));
          }
        } else if (step.type === "end") {
          await grants.revokeSession(step.session, act);
          for (const key of model.keys()) if (key.endsWith(step.session)) model.delete(key);
        } else await clock.advance(step.which);
        await compare(model, clock.now(), i % 2 === 0 ? two : one);
      }
    });
    await fc.assert(run, { numRuns: 200 });
  });
});

async function compare(model: Model, now: number, grants: ReturnType<typeof createGrants>): Promise<void> {
  for (const agent of agents) {
    for (const subject of subjects) {
      for (const session of [...sessions, undefined]) {
        const places = session === undefined ? ["*"] : ["*", session];
        const expected = places.some((at) => (model.get(slot({ agent, subject }, at)) ?? 0) > now);
        const wanted = { kind: "exec" as const, agent, subject, ...(session === undefined ? {} : { session }) };
        expect((await grants.covers(wanted)) !== undefined).toBe(expected);
      }
    }
  }
}

type RunStep = {
  readonly type: "claim" | "finish" | "skip" | "recover" | "crash" | "wait";
  readonly process: number;
  readonly which: number;
};
const runStep: fc.Arbitrary<RunStep> = fc.record({
  type: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("claim" as const, "finish" as const) },
    fc.constantFrom("skip" as const, "recover" as const, "crash" as const, "wait" as const),
  ),
  process: fc.nat({ max: 2 }),
  which: fc.nat({ max: 3 }),
});

describe("[R0.4] [R7.3] Any order of claims, ends, crashes and recoveries", () => {
  test("carries every question out at most once, and in the end says of each what became of it", async () => {
    const run = fc.asyncProperty(fc.array(runStep, { maxLength: 40 }), async (steps) => {
      const clock = createManualClock(sampleNow);
      const approvals = createMemoryApprovals();
      const events: string[] = [];
      const hub = createMemoryGrantHub({
        approvals,
        record: (written) => events.push(...written.map(({ ref = "", event }) => `${event} ${ref}`)),
      });
      const start = () => {
        const store = hub.open();
        return { store, runs: createRuns({ store, clock, runTtlMs: 30 }) };
      };
      const processes = [start(), start(), start()];
      const asked: Approval[] = [];
      for (let i = 0; i < 4; i++) asked.push(await approved({ approvals }));
      const told = new Map<string, number>();
      for (const { type, process, which } of steps) {
        const at = processes[process] ?? start();
        const approval = asked[which];
        if (approval === undefined) continue;
        if (type === "claim") {
          const { status } = await at.runs.claim(approval, act);
          if (status === "claimed") told.set(approval.id, (told.get(approval.id) ?? 0) + 1);
        } else if (type === "finish") await at.runs.finish(approval, { outcome: "exited", code: 0 }, act);
        else if (type === "skip") await at.runs.skip(approval, "cancelled", act);
        else if (type === "recover") await at.runs.recover();
        else if (type === "wait") await clock.advance(which * 5);
        else {
          hub.crash(at.store);
          processes[process] = start();
        }
      }
      for (const { store } of processes) hub.crash(store);
      await clock.advance(30);
      const last = start();
      await last.runs.recover();
      expect(await last.runs.recover()).toEqual({ lost: [], lapsed: [] });
      expect(await last.runs.due()).toEqual([]);
      for (const { id } of asked) {
        expect(told.get(id) ?? 0).toBeLessThanOrEqual(1);
        expect((await last.store.run(id))?.outcome).toBeDefined();
        const ends = events.filter((event) => event.endsWith(id) && !event.startsWith("exec.claimed"));
        expect(ends).toHaveLength(1);
        expect(events.filter((event) => event === `exec.claimed ${id}`)).toHaveLength(told.get(id) ?? 0);
      }
    });
    await fc.assert(run, { numRuns: 300 });
  });
});
