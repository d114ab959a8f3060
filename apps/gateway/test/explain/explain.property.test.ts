import fc from "fast-check";
import { expect, test } from "vitest";
import type { MessageQuestion } from "../../src/explain/explanation.ts";
import { configOf } from "../support/config.ts";
import { openStage, operator, person, type Stage } from "./stage.ts";

const ids = ["1", "2", "3", "4"];
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });

const groups = fc.dictionary(
  fc.constantFrom("-100", "-200", "*"),
  fc.record(
    {
      enabled: fc.boolean(),
      requireMention: fc.boolean(),
      mentionPatterns: fc.constantFrom(["@bot"], ["/^hey\\b/i"]),
      allowFrom: fc.subarray(["1", "2", "@ann", "*"]),
      allowedCommands: fc.constantFrom(["help"], ["whoami", "pair"]),
      deniedCommands: fc.constantFrom(["help"], ["tools"]),
      maxMessagesPerHour: fc.constantFrom(0, 1, 2),
    },
    { requiredKeys: [] },
  ),
);

const configs = fc.record({
  owners: fc.subarray(["telegram:1"]),
  telegram: fc.record(
    {
      dmPolicy: fc.constantFrom("pairing", "allowlist", "open", "disabled"),
      allowFrom: fc.subarray(["2", "telegram:3", "@ann", "*"]),
      dangerouslyAllowNameMatching: fc.boolean(),
      groups,
    },
    { requiredKeys: ["dmPolicy"] },
  ),
  pairing: fc.record(
    {
      challenge: fc.constantFrom("auto", "command"),
      approvers: fc.subarray(["telegram:1", "telegram:2"]),
      autoApprove: fc.constant({ phonePatterns: ["+8498*"] }),
      ttlMs: fc.constant(60_000),
    },
    { requiredKeys: [] },
  ),
  agentPolicy: maybe(fc.constantFrom("pairing", "allowlist", "open", "disabled")),
  maxPerMinute: fc.constantFrom(0, 1, 60),
});

type Drawn = typeof configs extends fc.Arbitrary<infer T> ? T : never;

function read({ owners, telegram, pairing, agentPolicy, maxPerMinute }: Drawn) {
  return configOf(
    JSON.stringify({
      ...{ owners, pairing, messages: { maxPerMinute } },
      channels: { telegram: { botToken: "1:a", ...telegram } },
      agents: { list: { main: agentPolicy === undefined ? {} : { dmPolicy: agentPolicy } } },
    }),
  );
}

const acts = fc.record({
  id: fc.constantFrom(...ids),
  act: fc.constantFrom("admit", "block", "block for a while", "unpair", "request", "later"),
});

async function happen({ pairing, clock }: Stage, { id, act }: { id: string; act: string }): Promise<void> {
  const who = person(id);
  if (act === "later") await clock.advance(61_000);
  if (act === "admit") await pairing.admit(who, operator);
  if (act === "block") await pairing.block(who, operator);
  if (act === "block for a while") await pairing.block(who, operator, { forMs: 60_000 });
  if (act === "unpair") await pairing.unpair(who, operator);
  if (act !== "request") return;
  const names = { "1": "ann", "2": "ann", "3": "bo", "4": "cy" }[id];
  await pairing.request(who, { ...(names && { username: names }), ...(id === "4" && { phone: "+84981234567" }) });
}

const questions: fc.Arbitrary<MessageQuestion> = fc
  .record({
    id: fc.constantFrom(...ids),
    group: maybe(fc.constantFrom("-100", "-300")),
    text: fc.constantFrom(
      "Hello",
      "/pair",
      "/help",
      "hey there",
      "@bot hi",
      "/pending",
      "/approve",
      "/tools",
      "/help@other",
      "/nonsense",
    ),
    mention: fc.boolean(),
    reply: fc.boolean(),
  })
  .map(({ id, group, ...rest }) => ({ who: person(id), ...rest, ...(group === undefined ? {} : { group }) }));

test("[R9.6] the verdict is what the message flow then does, and asking changes nothing", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      configs,
      fc.array(acts, { maxLength: 4 }),
      fc.array(questions, { minLength: 1, maxLength: 8 }),
      async (config, before, asked) => {
        const stage = openStage(read(config));
        for (const one of before) await happen(stage, one);
        for (const question of asked) {
          const kept = await stage.kept();
          const explained = await stage.explain(question);
          // Asked twice: had it counted anything, the second answer would differ.
          expect(await stage.explain(question)).toEqual(explained);
          expect(await stage.kept()).toEqual(kept);
          const done = await stage.does(question);
          seen.set(done, (seen.get(done) ?? 0) + 1);
          expect({ outcome: explained.outcome, reason: explained.reason }).toEqual({
            outcome: done,
            reason: explained.reason,
          });
          const stops = explained.gates.filter(({ verdict }) => verdict === "stops");
          const stopped = done === "silent" || explained.reason === "group_limited";
          expect(stops.length, JSON.stringify(explained.gates)).toBe(stopped ? 1 : 0);
        }
      },
    ),
    { numRuns: 400 },
  );
  // A test that never sees an outcome shows nothing about it.
  expect([...seen.keys()].sort()).toEqual(["answers", "carries-out", "notice", "offers-pairing", "silent"]);
});
