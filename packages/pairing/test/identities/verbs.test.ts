import { MoltbotError, type RateLimiter } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createIdentityView, readLabel, readPersonName } from "../../src/index.ts";
import { operator, person, setUp } from "./support.ts";

const address = (channel: string, id: string) => ({ channel, id });
const [phone, desk, other] = [address("telegram", "5"), address("discord", "77"), address("matrix", "@a:x")];

describe("labels R2.5", () => {
  test("are given and taken, and it is written down once", async () => {
    const { identities, names, events } = setUp();
    expect(await identities.tag(phone, ["@family", "Friends", "@FAMILY"], operator)).toEqual({
      status: "done",
      identity: phone,
      labels: ["family", "friends"],
    });
    expect(await identities.tag(phone, ["@family"], operator)).toMatchObject({ status: "unchanged" });
    expect(await identities.untag(phone, ["@friends", "@never"], operator)).toMatchObject({ labels: ["family"] });
    expect(await identities.untag(phone, ["@friends"], operator)).toMatchObject({ status: "unchanged" });
    expect(names()).toEqual(["user.tagged telegram:5", "user.untagged telegram:5"]);
    expect(events[0]).toMatchObject({ actor: operator, policy: "test", personal: { labels: ["family", "friends"] } });
  });

  test("of one identity have a bound", async () => {
    const { identities } = setUp();
    const many = Array.from({ length: 33 }, (_, n) => `l${n}`);
    expect(await identities.tag(phone, many, operator)).toMatchObject({ status: "too_many", most: 32 });
    expect(await identities.tag(phone, many.slice(1), operator)).toMatchObject({ status: "done" });
  });

  test.each(["", "@", "@@x", "5", "a b", "*", "a:b", "a/b", "\u212aelvin", "a\u200b", "x".repeat(33), "-a", "@\u3164"])(
    "%j is none",
    (text) => {
      expect(() => readLabel(text)).toThrow(MoltbotError);
    },
  );

  test("a label that is read once is the same when it is read again, whatever was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (text) => {
        let label: string;
        try {
          label = readLabel(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "invalid", hint: expect.any(String) });
          return;
        }
        expect(readLabel(label)).toBe(label);
        expect(readLabel(`@${label}`)).toBe(label);
        expect(label).not.toMatch(/[\s:@*]/);
      }),
      { numRuns: 3_000 },
    );
    expect(readLabel("@Gia-Đình")).toBe("gia-Đình");
    expect(() => readPersonName("Operator")).toThrow(MoltbotError);
  });
});

describe("links", () => {
  test("make one person, take more in, and get a name later", async () => {
    const { identities, names } = setUp();
    expect(await identities.link([phone], operator)).toEqual({ status: "alone" });
    const first = await identities.link([phone, desk, phone], operator);
    expect(first).toMatchObject({ status: "done", person: { identities: [phone, desk] } });
    expect(await identities.link([desk, other], operator, { name: "anna" })).toMatchObject({
      person: { name: "anna", identities: [phone, desk, other] },
    });
    expect(await identities.link([phone, other], operator)).toMatchObject({ status: "unchanged" });
    expect(await identities.link([address("web", "x")], operator, { name: "anna" })).toMatchObject({ status: "done" });
    expect(names()).toEqual([
      "user.linked telegram:5",
      "user.linked discord:77",
      "user.linked matrix:@a:x",
      "user.linked web:x",
    ]);
  });

  test("never merge two persons, nor rename one, nor contradict the config", async () => {
    const { identities, store } = setUp({ configured: { "web:x": "bob" } });
    await identities.link([phone, desk], operator, { name: "anna" });
    await identities.link([other, address("web", "y")], operator);
    const before = await store.said();
    expect(await identities.link([phone, other], operator)).toMatchObject({ status: "conflict", identity: other });
    expect(await identities.link([other], operator, { name: "anna" })).toMatchObject({ status: "conflict" });
    expect(await identities.link([phone], operator, { name: "ann" })).toEqual({
      status: "conflict",
      identity: phone,
      person: "anna",
    });
    expect(await identities.link([phone, address("web", "x")], operator)).toMatchObject({
      status: "conflict",
      person: "bob",
    });
    expect(await store.said()).toEqual(before);
  });

  test("end one by one; a person of one identity is none", async () => {
    const { identities, store } = setUp({ configured: { "web:x": "bob" } });
    await identities.link([phone, desk, other], operator);
    expect(await identities.unlink(desk, operator)).toMatchObject({ person: { identities: [phone, other] } });
    expect(await identities.unlink(desk, operator)).toEqual({ status: "unchanged" });
    expect(await identities.unlink(phone, operator)).toEqual({ status: "done" });
    expect((await store.said()).people).toEqual([]);
    expect(await identities.unlink(address("web", "x"), operator)).toEqual({ status: "unchanged", configured: "bob" });
  });
});

describe("claims R2.5", () => {
  test("are written at most once in ten minutes for one person, and listed while the config holds the entry", async () => {
    const { identities, clock, entries } = setUp();
    for (let n = 0; n < 5; n++) await identities.claimed(person("5"), "@alice", { username: "alice\u202e" });
    await identities.claimed(person("6"), "@gone", {});
    const at = clock.now();
    expect(await identities.claims({ limit: 10 })).toEqual([
      { principal: person("5"), entry: "@alice", username: "alice", firstAt: at, lastAt: at, times: 1, pinnedTo: [] },
    ]);
    await clock.advance(600_001);
    await identities.claimed(person("5"), "@alice", {});
    expect(await identities.claims({ limit: 10 })).toMatchObject([{ times: 2 }]);
    entries.delete("@alice");
    expect(await identities.claims({ limit: 10 })).toEqual([]);
  });

  test("a flood is bounded, and without a limiter nothing is written", async () => {
    const { identities, store } = setUp();
    for (let n = 0; n < 700; n++) await identities.claimed(person(`${n}`), "@alice", {});
    expect(await store.claims({ limit: 1000 })).toHaveLength(500);
    const limiter: RateLimiter = {
      hit: () => Promise.reject(new MoltbotError("unavailable", "down")),
      peek: () => Promise.reject(new MoltbotError("unavailable", "down")),
      reset: async () => {},
    };
    const blind = setUp({ limiter });
    await blind.identities.claimed(person("5"), "@alice", {});
    expect(await blind.store.claims({ limit: 10 })).toEqual([]);
  });

  test("a pin ends the claim, and the next person of that name is marked", async () => {
    const { identities, names } = setUp();
    await identities.claimed(person("5"), "@alice", {});
    expect(await identities.pin(person("5"), "@nobody", operator)).toMatchObject({ status: "not_listed" });
    expect(await identities.pin(person("5"), " @alice ", operator)).toMatchObject({ status: "done", entry: "@alice" });
    expect(await identities.pin(person("5"), "@alice", operator)).toMatchObject({ status: "unchanged" });
    expect(await identities.claims({ limit: 10 })).toEqual([]);
    await identities.claimed(person("6"), "@alice", {});
    expect(await identities.claims({ limit: 10 })).toMatchObject([{ pinnedTo: [person("5")] }]);
    expect(await identities.unpin(person("5"), "@alice", operator)).toMatchObject({ status: "done" });
    expect(await identities.unpin(person("5"), "@alice", operator)).toMatchObject({ status: "unchanged" });
    expect(names()).toEqual(["user.pinned telegram:5", "user.unpinned telegram:5"]);
  });
});

describe("what is known", () => {
  test("counts from the next look on, in every process", async () => {
    const { identities, store } = setUp();
    const [one, two] = [createIdentityView(store), createIdentityView(store)];
    await Promise.all([one.refresh(), two.refresh(), two.refresh()]);
    await identities.tag(phone, ["family"], operator);
    await identities.link([phone, desk], operator, { name: "anna" });
    expect(one.labelsOf(phone)).toEqual([]);
    await one.look(person("9"));
    await two.refresh();
    for (const known of [one, two]) {
      expect(known.labelsOf(phone)).toEqual(["family"]);
      expect(known.people()).toMatchObject([{ name: "anna" }]);
      expect(known.people()).toBe(known.people());
    }
    await identities.untag(phone, ["family"], operator);
    await one.refresh();
    expect(one.labelsOf(phone)).toEqual([]);
  });

  test("is read once for many who look at once, and never replaced by an older answer", async () => {
    const { identities, store } = setUp();
    let reads = 0;
    const known = createIdentityView({
      look: store.look,
      async said() {
        reads += 1;
        const said = await store.said();
        await new Promise((resolve) => setImmediate(resolve));
        return said;
      },
    });
    await Promise.all(Array.from({ length: 50 }, () => known.refresh()));
    expect(reads).toBe(1);
    const early = known.refresh();
    await identities.tag(phone, ["family"], operator);
    await Promise.all([early, known.refresh(), known.refresh()]);
    expect(known.labelsOf(phone)).toEqual(["family"]);
  });

  test("without its store nothing is answered", async () => {
    const down = () => Promise.reject(new MoltbotError("unavailable", "down"));
    const known = createIdentityView({ look: down, said: down });
    await expect(known.look(person("5"))).rejects.toMatchObject({ code: "unavailable" });
  });
});
