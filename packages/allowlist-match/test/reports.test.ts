import { compileAllowlist, stableSources } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

function report(entry: unknown, channel = "telegram", sources = stableSources) {
  const [first] = compileAllowlist([entry], { channel, sources }).entries;
  return first;
}

describe("entry reports [R2.5]", () => {
  test("an id is live", () => {
    expect(report("123456789")).toEqual({ index: 0, entry: "123456789", status: "live", source: "id" });
    expect(report(" telegram:5 ")).toEqual({ index: 0, entry: "telegram:5", status: "live", source: "prefixed-id" });
    expect(report("*")?.source).toBe("wildcard");
  });

  test("a name is mutable, whether it grants or not", () => {
    expect(report("@alice")).toEqual({
      index: 0,
      entry: "@alice",
      status: "mutable",
      reason: "Senders choose this themselves, so it grants nothing here.",
      instead: "Write the sender's id, such as 123456789.",
    });
    const open = compileAllowlist(["@alice", "alice", "telegram:alice"], { channel: "telegram" });
    expect(open.entries.map((one) => one.source)).toEqual(["username", "name", "prefixed-name"]);
    expect(open.entries[0]?.reason).toBe("Senders choose this themselves, so anyone can match it.");
  });

  test.each([
    ["discord:5", "telegram", "If a sender on this channel is meant, write telegram:5."],
    ["+84987654321", "telegram", "Write the sender's id, such as 123456789."],
    ["@alice:example.org", "slack", "Write the sender's id, such as U0ABC1234."],
    ["12345", "whatsapp", "Write the sender's id, such as +84987654321."],
  ])("%s on %s is dead", (entry, channel, instead) => {
    expect(report(entry, channel)).toMatchObject({ status: "dead", instead });
  });

  test.each([
    ["", "telegram", "The entry is blank."],
    ["a\u200bb", "telegram", "The entry holds an invisible or control character."],
    ["telegram:", "telegram", "Nothing follows the prefix."],
    ["@", "telegram", "Nothing follows the @."],
    ["telegram:telegram:5", "telegram", "There is more than one prefix."],
    ["mall*", "telegram", "Entries are not patterns."],
    ["<@123>", "discord", "A mention is not an id."],
    ["0987654321", "whatsapp", "The number has no country code."],
    ["120363@g.us", "whatsapp", "That is a group, not a person."],
    [1.5, "telegram", "A number that is not exact cannot be an id."],
    [null, "telegram", "An entry is text or a whole number."],
    ["x".repeat(600), "telegram", "The entry is longer than 512 characters."],
  ])("%j on %s is invalid", (entry, channel, reason) => {
    expect(report(entry, channel)).toMatchObject({ status: "invalid", reason });
  });

  test("reports keep the order of the list, and point at what says the same twice", () => {
    const { entries } = compileAllowlist(["5", "6", " 5", null], { channel: "telegram" });
    expect(entries.map(({ index, status }) => [index, status])).toEqual([
      [0, "live"],
      [1, "live"],
      [2, "dead"],
      [3, "invalid"],
    ]);
  });

  test("what cannot be seen is spelled out", () => {
    expect(report("a\u202eb")?.entry).toBe("a\\u{202e}b");
  });

  test("an entry whose source is not in force is dead", () => {
    expect(report("*", "telegram", ["id"])).toMatchObject({ status: "dead" });
  });
});
