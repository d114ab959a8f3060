import { createRecordingHost } from "@moltbot/channel/testing";
import { createManualClock } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBatches } from "../src/batch.ts";
import { createTelegramAdapter } from "../src/index.ts";
import type { Fields } from "../src/read.ts";
import { startTelegramServer } from "../src/testing.ts";
import { laneOf, translate } from "../src/translate.ts";

const setting = { me: { id: 99, username: "bot" }, place: { channel: "telegram", account: "a" }, now: 0 };
const any = fc.anything({ withNullPrototype: true, withBigInt: true });
const or = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: value }, any);
const chat = or(fc.record({ id: or(fc.integer()), type: or(fc.constantFrom("private", "group", "x")) }));
const user = or(fc.record({ id: or(fc.integer()), first_name: or(fc.string({ unit: "binary" })), is_bot: any }));
const body = or(
  fc.record(
    {
      message_id: or(fc.nat()),
      date: or(fc.nat()),
      edit_date: or(fc.nat()),
      id: or(fc.string()),
      data: or(fc.string({ unit: "binary" })),
      chat,
      from: user,
      message: or(fc.record({ chat, message_id: or(fc.nat()) })),
      text: or(fc.string({ unit: "binary" })),
      entities: or(fc.array(or(fc.record({ type: fc.constant("mention"), offset: or(fc.integer()), length: any })))),
      photo: any,
      reply_to_message: or(fc.record({ from: user })),
      sender_chat: fc.option(chat, { nil: undefined }),
    },
    { requiredKeys: [] },
  ),
);
const kind = fc.oneof(
  fc.constantFrom("message", "edited_message", "channel_post", "edited_channel_post", "callback_query"),
  fc.string(),
);
const update = fc
  .tuple(or(fc.nat()), kind, body)
  .map(([update_id, name, value]): Record<string, unknown> => ({ [name]: value, update_id }));

describe("whatever Telegram sends", () => {
  test("it is translated to plain data, or left out, and never throws", () => {
    fc.assert(
      fc.property(update, (each) => {
        const translated = translate(each, setting);
        expect(typeof laneOf(each)).toBe("string");
        if (translated.kind === "message") {
          const { id, at, text, sender, conversation } = translated.message;
          expect([typeof id, typeof text, typeof sender.id, typeof conversation.id]).toEqual(Array(4).fill("string"));
          expect(Number.isNaN(new Date(at).getTime())).toBe(false);
          expect(JSON.parse(JSON.stringify(translated.message))).toEqual(translated.message);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("no offset ever passes an update that is not durable, and none is delivered twice or out of order", async () => {
    const album = fc.option(fc.constantFrom("a", "b"), { nil: undefined });
    const step = fc.record({ lane: fc.integer({ min: 1, max: 4 }), failures: fc.nat({ max: 2 }), album });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const left = new Map(steps.map(({ failures }, id) => [id, failures]));
        const durable: number[] = [];
        const deliver = async (first: Fields, parts: readonly Fields[] = []): Promise<void> => {
          const ids = [first, ...parts].map((each) => Number(each["update_id"]));
          await new Promise<void>((resolve) => setImmediate(resolve));
          const failures = ids.map((id) => left.get(id) ?? 0);
          for (const [index, id] of ids.entries()) left.set(id, (failures[index] ?? 0) - 1);
          if (failures.some((each) => each > 0)) throw new Error("no");
          durable.push(...ids);
        };
        let now = 0;
        const batches = createBatches({ deliver, now: () => now });
        let offset = 0;
        for (let rounds = 0; offset < steps.length && rounds < 200; rounds++) {
          const waiting = steps.map((_, id) => id).filter((id) => id >= offset);
          const updates = waiting.map((id) => {
            const { lane, album: part } = steps[id] ?? {};
            return { update_id: id, message: { chat: { id: lane }, media_group_id: part && `${part}${lane}` } };
          });
          now += 400;
          offset = (await batches.run(updates.slice(0, 10))).offset ?? offset;
          for (let id = 0; id < offset; id++) expect(durable).toContain(id);
        }
        expect(offset).toBe(steps.length);
        expect(new Set(durable).size).toBe(durable.length);
        for (const lane of [1, 2, 3, 4]) {
          const mine = durable.filter((id) => steps[id]?.lane === lane && steps[id]?.album === undefined);
          expect(mine).toEqual([...mine].sort((a, b) => a - b));
        }
      }),
    );
  });

  test("a running adapter takes hundreds of broken updates and then a good one", async () => {
    const clock = createManualClock();
    const server = await startTelegramServer({ clock });
    const adapter = createTelegramAdapter({ token: server.token, apiRoot: server.url });
    const host = createRecordingHost(clock);
    for (const { update_id: _id, ...rest } of fc.sample(update, { numRuns: 300, seed: 7 })) {
      const wire = JSON.stringify(rest, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
      server.unknownUpdate(JSON.parse(wire) as Record<string, unknown>);
    }
    server.dm(1, "good");
    await adapter.start(host);
    await server.drained(20_000);
    expect(host.messages.at(-1)?.text).toBe("good");
    expect(await adapter.probe()).toEqual({ status: "ok" });
    await adapter.stop();
    await server.stop();
  });
});
