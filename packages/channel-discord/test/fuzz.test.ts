import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgress } from "../src/progress.ts";
import { translateInteraction, translateMessage } from "../src/translate.ts";
import { openBench, texts } from "./bench.ts";

const conversation = { channel: "discord", account: "a", kind: "dm", id: "7" } as const;
const setting = { me: { id: "99", username: "bot", applicationId: "98" }, conversation, now: 0 };
const any = fc.anything({ withNullPrototype: true, withBigInt: true });
const or = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: value }, any);
const id = or(fc.nat({ max: 10 ** 9 }).map(String));
const user = or(fc.record({ id, username: or(fc.string({ unit: "binary" })), bot: any }, { requiredKeys: [] }));
const message = fc.record(
  {
    id,
    type: or(fc.constantFrom(0, 7, 19)),
    channel_id: id,
    guild_id: or(fc.constant(undefined)),
    channel_type: or(fc.constantFrom(1, undefined)),
    author: user,
    member: or(fc.record({ nick: any, user })),
    content: or(fc.string({ unit: "binary" })),
    timestamp: or(fc.constant("2026-01-01T00:00:00.000000+00:00")),
    edited_timestamp: or(fc.constantFrom(null, "2026-01-01T00:00:01.000000+00:00")),
    mentions: or(fc.array(user, { maxLength: 3 })),
    mention_roles: any,
    attachments: or(fc.array(any, { maxLength: 3 })),
    sticker_items: any,
    message_reference: or(fc.record({ type: or(fc.constant(1)) })),
    message_snapshots: or(fc.array(or(fc.record({ message: any })), { maxLength: 2 })),
    referenced_message: or(fc.record({ author: user })),
  },
  { requiredKeys: [] },
);
const interaction = fc.record(
  {
    id,
    token: or(fc.string({ unit: "binary" })),
    type: or(fc.constantFrom(2, 3)),
    channel_id: id,
    user,
    member: or(fc.record({ user })),
    data: or(fc.record({ type: or(fc.constant(1)), name: or(fc.constant("approve")), custom_id: any, options: any })),
    message: any,
  },
  { requiredKeys: [] },
);

describe("whatever Discord sends", () => {
  test("is translated to plain data, or left out, and never throws", () => {
    const all = [
      message.map((each) => translateMessage(each, false, setting)),
      message.map((each) => translateMessage(each, true, setting)),
      interaction.map((each) => translateInteraction(each, setting)),
    ];
    fc.assert(
      fc.property(fc.oneof(...all), (translated) => {
        expect(JSON.parse(JSON.stringify(translated))).toEqual(translated);
        if (translated.kind !== "message") return;
        const { id: own, at, text, sender } = translated.message;
        expect([typeof own, typeof text, typeof sender.id]).toEqual(Array(3).fill("string"));
        expect(Number.isNaN(new Date(at).getTime())).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test("what is confirmed is durable, whatever the order of arriving and storing", () => {
    const step = fc.record({ late: fc.boolean(), wait: fc.nat({ max: 5 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const progress = createProgress();
        const order = steps.map((_, index) => index + 1);
        for (const [index, { late }] of steps.entries()) {
          const [one, two] = [order[index] ?? 0, order[index + 1]];
          if (late && two !== undefined && one < two) [order[index], order[index + 1]] = [two, one];
        }
        const stored = new Set<number>();
        const waiting: { sequence: number; left: number }[] = [];
        for (const [index, sequence] of order.entries()) {
          expect(progress.begin(sequence)).toBe(true);
          expect(progress.begin(sequence)).toBe(false);
          waiting.push({ sequence, left: steps[index]?.wait ?? 0 });
          for (const each of waiting) {
            if (each.left-- !== 0) continue;
            progress.done(each.sequence);
            stored.add(each.sequence);
          }
          const came = new Set(order.slice(0, index + 1));
          for (let before = 1; before <= progress.durable(); before++) {
            if (came.has(before)) expect(stored.has(before)).toBe(true);
          }
        }
        for (const { sequence } of waiting) progress.done(sequence);
        expect(progress.durable()).toBe(steps.length);
      }),
    );
  });

  test("a running adapter takes hundreds of broken events and then a good one", async () => {
    const bench = await openBench();
    await bench.during(bench.adapter.start(bench.host));
    const wire = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value ?? null, (_key, each: unknown) => (typeof each === "bigint" ? String(each) : each)) ??
          "null",
      );
    for (const each of fc.sample(or(message), { numRuns: 150, seed: 7 })) {
      bench.server.dispatch("MESSAGE_CREATE", wire(each));
      bench.server.dispatch("MESSAGE_UPDATE", wire(each));
    }
    for (const each of fc.sample(or(interaction), { numRuns: 150, seed: 8 })) {
      bench.server.dispatch("INTERACTION_CREATE", wire(each));
    }
    bench.server.dm("1", "good");
    await bench.until("the good one arrives", () => texts(bench.host).includes("good"));
    await bench.until("all is confirmed", () => bench.server.pending().length === 0);
    let status = "";
    await bench.until("it is well", () => {
      void bench.adapter.probe().then((health) => {
        status = health.status;
      });
      return status === "ok";
    });
    await bench.close();
  });
});
