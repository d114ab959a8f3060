import { createMemoryAudit, type TallyQuery } from "@moltbot/audit";
import { sampleEvent } from "@moltbot/audit/testing";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countedAudit } from "../../src/stores/counted-audit.ts";

const minute = 60_000;
const start = 1_767_225_600_000;

function open() {
  const clock = createManualClock(start);
  const log = createMemoryAudit({ random: createSeededRandom(3) });
  const asked: TallyQuery[] = [];
  const tally = (query: TallyQuery) => {
    asked.push(query);
    return log.tally(query);
  };
  const counted = countedAudit({ ...log, tally }, { clock });
  return { clock, log, counted, asked };
}

describe("[R9.3] Counts over time", () => {
  test("are those of the log, whatever was asked and written before", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 0, max: 40 }) }),
      // As late as records come.
      fc.record({ do: fc.constant("write" as const), late: fc.integer({ min: 0, max: 4 }), denied: fc.boolean() }),
      fc.record({
        do: fc.constant("ask" as const),
        stepMs: fc.constantFrom(minute, 10 * minute, 7 * minute + 1),
        back: fc.integer({ min: 1, max: 90 }),
        ahead: fc.integer({ min: -30, max: 10 }),
        aligned: fc.boolean(),
        event: fc.constantFrom(undefined, "access", "tool.called"),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { clock, log, counted } = open();
        for (const each of steps) {
          if (each.do === "wait") await clock.advance(each.minutes * minute);
          if (each.do === "write") {
            const event = each.denied ? "access.refused" : "tool.called";
            const at = clock.now() - each.late * minute;
            await log.append([sampleEvent(0, { at, event, outcome: each.denied ? "denied" : "done" })]);
          }
          if (each.do !== "ask") continue;
          const { stepMs, event } = each;
          const from = clock.now() - each.back * minute;
          const since = each.aligned ? Math.floor(from / stepMs) * stepMs : from;
          const until = Math.max(since + 1, clock.now() + each.ahead * minute);
          const query = { since, until, stepMs, ...(event === undefined ? {} : { event }) };
          expect(await counted.tally(query)).toEqual(await log.tally(query));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("count the past once, and again after an hour", async () => {
    const { clock, counted, asked } = open();
    const ask = () => {
      const until = (Math.floor(clock.now() / (10 * minute)) + 1) * 10 * minute;
      return counted.tally({ since: until - 24 * 60 * minute, until, stepMs: 10 * minute });
    };
    await Promise.all([ask(), ask(), ask()]);
    await clock.advance(30 * minute);
    await ask();
    await clock.advance(31 * minute);
    await ask();
    const lengths = asked.map(({ since, until }) => (until - since) / (10 * minute));
    expect(lengths).toEqual([144, 2, 2, 5, 144]);
  });

  test("that failed are counted by the next who asks", async () => {
    const { counted } = open();
    const query = { since: start - 10, until: start, stepMs: 1 };
    await expect(counted.tally({ ...query, stepMs: 0.001 })).rejects.toMatchObject({ code: "invalid" });
    expect(await counted.tally(query)).toEqual([]);
  });
});
