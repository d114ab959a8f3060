import { describe, expect, test } from "vitest";
import { addressOf, nameOf } from "../../src/output/people.ts";
import { relativeTime } from "../../src/output/times.ts";

describe("relative times", () => {
  const now = Date.parse("2026-01-31T12:00:00Z");
  test.each([
    ["2026-01-31T11:57:00Z", "3 min ago"],
    ["2026-01-31T14:30:00Z", "in 2 h"],
    ["2026-01-31T12:09:59.900Z", "in 10 min"],
    ["2026-01-31T12:59:58Z", "in 1 h"],
    ["2026-01-01T12:00:00Z", "30 d ago"],
    ["2026-01-31T12:00:00.400Z", "now"],
    ["yesterday", "?"],
  ])("%s is %s", (iso, words) => expect(relativeTime(iso, now)).toBe(words));
});

describe("people", () => {
  test("show as channel:id, with the account when it is not the default one", () => {
    expect(addressOf({ channel: "telegram", account: "default", userId: "1" })).toBe("telegram:1");
    expect(addressOf({ channel: "telegram", account: "work", userId: "1" })).toBe("telegram/work:1");
  });

  test("are called by their name and username", () => {
    expect(nameOf({ displayName: "John Doe", username: "johndoe" })).toBe("John Doe (@johndoe)");
    expect(nameOf({ username: "@johndoe" })).toBe("@johndoe");
    expect(nameOf({})).toBe("");
  });
});
