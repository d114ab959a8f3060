import { type Principal, principalKey } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryJournal, createPrivacy, type PersonalPlace, subjectOf, sum, total } from "../src/privacy.ts";
import { testErasureJournal } from "../src/testing.ts";

testErasureJournal("Memory", async () => {
  const blocked = new Set<string>();
  const journal = createMemoryJournal({ isBlocked: async (who) => blocked.has(principalKey(who)) });
  return { a: journal, b: journal, block: async (who) => void blocked.add(principalKey(who)), close: async () => {} };
});

const ana: Principal = { channel: "telegram", account: "default", id: "42" };

function places(kept: Map<string, string>, fails: { at?: string }): readonly PersonalPlace[] {
  return ["one", "two"].map((name) => ({
    name,
    sections: [name],
    count: async () => (kept.has(name) ? { [name]: 1 } : {}),
    async erase() {
      if (fails.at === name) throw new Error("out of reach");
      return kept.delete(name) ? { [name]: 1 } : {};
    },
    async *export(section: string) {
      const text = kept.get(section);
      if (text !== undefined) yield { text };
    },
  }));
}

function open(kept: Map<string, string>, fails: { at?: string } = {}) {
  const events: unknown[] = [];
  const journal = createMemoryJournal({ record: (list) => events.push(...list) });
  const privacy = createPrivacy({
    ...{ journal, places: places(kept, fails), clock: createManualClock(), random: createSeededRandom(1) },
    append: async (list) => void events.push(...list),
    ownerPaths: (who) => (who.id === "1" ? ["owners[0]"] : []),
  });
  return { privacy, events, journal };
}

test("[R9.4] an erasure that failed half way goes on where it was, and its event holds numbers only", async () => {
  const fails: { at?: string } = { at: "two" };
  const { privacy, events, journal } = open(
    new Map([
      ["one", "a"],
      ["two", "b"],
    ]),
    fails,
  );
  await expect(privacy.erase({ who: ana, mode: "purge", by: "cli" })).rejects.toThrow("out of reach");
  expect(await journal.running()).toMatchObject([{ done: ["one"] }]);
  delete fails.at;
  expect(await privacy.resume()).toBe(1);
  expect(events).toMatchObject([{ event: "user.purged", data: { one: 1, two: 1, blockKept: false } }]);
  expect(JSON.stringify(events)).not.toContain('"42"');
  expect(await privacy.erase({ who: ana, mode: "purge", by: "cli" })).toEqual({ status: "unchanged", blocked: false });
  expect(await privacy.resume()).toBe(0);
});

test("[R9.4] owners are refused, with the places that name them", async () => {
  const { privacy } = open(new Map([["one", "a"]]));
  const outcome = await privacy.erase({ who: { ...ana, id: "1" }, mode: "delete", by: "api" });
  expect(outcome).toEqual({ status: "forbidden", because: "owner", paths: ["owners[0]"] });
});

test("[R9.4] an export is one document whatever the texts are, and leaves out what was not wanted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), fc.string(), async (first, second) => {
      const { privacy } = open(
        new Map([
          ["one", first],
          ["two", second],
        ]),
      );
      let text = "";
      for await (const piece of privacy.export([{ who: ana }], "cli", { without: ["two"] })) text += piece;
      const document = JSON.parse(text);
      expect(document.sections).toEqual({ one: [{ text: JSON.parse(JSON.stringify(first)) }] });
      expect(document.manifest).toMatchObject([{ section: "one", count: 1 }]);
    }),
    { numRuns: 20 },
  );
});

test("[R9.4] what is looked for is never blank, and always holds the person's own names", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("", " ", "\t"));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), text, text, text, (id, displayName, username, phone) => {
      const subject = subjectOf({ ...ana, id: `x${id}` }, { profiles: [{ displayName, username, phone }] });
      expect([...subject.marks, ...subject.words].every((one) => one.trim() !== "")).toBe(true);
      expect(subject.words).toEqual(expect.arrayContaining([...subject.marks, `x${id}`]));
    }),
  );
  expect(total(sum({ a: 1 }, { a: 2, b: 3 }))).toBe(6);
});
