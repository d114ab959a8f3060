import type { DomainEvent } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { commit, readPerson, toRecord, toRow } from "../src/index.ts";
import { sampleEvent } from "../src/testing.ts";

const row = (o: Partial<DomainEvent> = {}) => toRow(sampleEvent(1, o), { random: createSeededRandom(4) });

describe("A stored row", () => {
  test("keeps who it was beside the rest", () => {
    const { personal, commitment, digest: _random, ...logged } = row();
    expect(JSON.stringify(logged)).not.toMatch(/42|Ana/);
    expect(logged.actor).toBe("person");
    expect(personal).toMatchObject({
      actor: { id: "42" },
      subject: { id: "42" },
      personal: { displayName: expect.any(String) },
    });
    expect(personal?.salt).toMatch(/^[\w-]{43}$/);
    expect(commitment).toBe(personal === undefined ? undefined : commit(personal));
  });

  test("has no personal part when nobody is named", () => {
    const bare = toRow(
      { event: "gateway.started", at: 1, outcome: "done", actor: { kind: "system" } },
      { random: createSeededRandom(4) },
    );
    const { digest, ...logged } = bare;
    expect(Object.keys(logged).sort()).toEqual(["actor", "at", "event", "id", "outcome"]);
    expect(toRecord(bare)).toEqual(logged);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("salts every row anew, so that equal people do not look equal once erased", () => {
    const random = createSeededRandom(4);
    const [one, other] = [toRow(sampleEvent(1), { random }), toRow(sampleEvent(1), { random })];
    expect(one.commitment).not.toBe(other.commitment);
  });

  test("holds no secrets, however they were passed", () => {
    const kept = JSON.stringify(
      row({
        data: { botToken: "123:abc", nested: { authorization: "Bearer x", cookie: ["a=b"] }, tokens: 7, secret: null },
        personal: { api_key: "k-1", password: { value: "hunter2" } },
      }),
    );
    expect(kept).not.toMatch(/123:abc|Bearer|a=b|k-1|hunter2/);
    expect(kept).toMatch(/"tokens":7/);
  });

  test("cuts what is too long, too deep or too much, and what no store can keep", () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
    const list = Array.from({ length: 500 }, (_, i) => i);
    const kept = row({
      reason: "x".repeat(9999),
      data: { deep, list, long: "y".repeat(9999), bad: "a\u0000b\ud800", nan: Number.NaN },
    });
    expect(toRecord(kept).reason).toHaveLength(500);
    const data = toRecord(kept).data;
    expect(data?.["list"]).toHaveLength(100);
    expect(data?.["long"]).toHaveLength(2000);
    expect(data?.["bad"]).toBe("ab\ufffd");
    expect(data?.["nan"]).toBeNull();
    expect(JSON.stringify(data?.["deep"])).toBe('{"a":{"b":{"c":{"d":{"e":"…"}}}}}');
  });
});

describe("A person in a query", () => {
  test("is an address, with or without an account", () => {
    expect(readPerson("telegram:42")).toEqual({ channel: "telegram", id: "42" });
    expect(readPerson(" Telegram/work:4:2 ")).toEqual({ channel: "telegram", account: "work", id: "4:2" });
    for (const text of ["", "42", ":42", "telegram:", "@ana", "/x:1"]) {
      expect(() => readPerson(text)).toThrowError(expect.objectContaining({ code: "invalid" }));
    }
  });
});
