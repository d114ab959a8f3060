import { compileAllowlist, stableSources, type Target } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

const friend = { id: "84987654321@s.whatsapp.net", phone: "+84987654321" };
const withoutFact = { id: "84987654321:12@s.whatsapp.net" };

function matches(entry: unknown, who: Target, channel = "whatsapp"): string | undefined {
  return compileAllowlist([entry], { channel, sources: stableSources }).match(who).matchSource;
}

describe("phone numbers [R2.4]", () => {
  test.each([
    "+84987654321",
    "+84 98 765 4321",
    "+84-98-765-4321",
    "+84.98.765.4321",
    "+84 (98) 7654321",
    "0084987654321",
    "00 84 98 765 4321",
    "84987654321",
    "84 98 765 4321",
    84987654321,
    "84987654321@s.whatsapp.net",
    "84987654321:3@s.whatsapp.net",
    "84987654321@c.us",
  ])("%s is the same person", (entry) => {
    expect(matches(entry, friend)).toBe("id");
    expect(matches(entry, withoutFact)).toBe("id");
  });

  test.each([
    "0987654321",
    "987654321",
    "987 654 321",
    "+84 (0)98 765 4321",
    "+084987654321",
    "+849876543210",
    "4987654321",
    "+８４９８７６５４３２１",
    "+84\u00a0987654321",
    "+84\u200b987654321",
    "+8498765432*",
    "tel:+84987654321",
    "84987654321@lid",
    "84987654321@g.us",
    "whatsapp:whatsapp:+84987654321",
    "signal:+84987654321",
  ])("%s is not", (entry) => {
    expect(matches(entry, friend)).toBeUndefined();
    expect(matches(entry, withoutFact)).toBeUndefined();
  });

  test("a prefix may stand before the number", () => {
    expect(matches("WhatsApp:+84 98 765 4321", friend)).toBe("prefixed-id");
    expect(matches("user:+84987654321", friend)).toBe("prefixed-id");
  });

  test("a linked id matches as an id, without its device, and by the number that the platform vouches for", () => {
    const linked = { id: "123456789012345:7@lid" };
    expect(matches("123456789012345@lid", linked)).toBe("id");
    expect(matches("123456789012345", linked)).toBeUndefined();
    expect(matches("+84987654321", { ...linked, phone: "+84987654321" })).toBe("id");
  });

  test("a number in the id is not overruled by another fact", () => {
    expect(matches("+84987654321", { id: "15551234567@s.whatsapp.net", phone: "+84987654321" })).toBeUndefined();
  });

  test.each(["", "   ", "\u200b"])("a sender with the id %j is nobody, whatever number comes along", (id) => {
    expect(matches("+84987654321", { id, phone: "+84987654321" })).toBeUndefined();
    expect(matches("whatsapp:+84987654321", { id, phone: "+84987654321" })).toBeUndefined();
  });

  test("a group is nobody", () => {
    expect(matches("120363@g.us", { id: "120363@g.us" })).toBeUndefined();
  });

  test("elsewhere digits are ids and a number is none", () => {
    expect(matches("+84987654321", { id: "84987654321", phone: "+84987654321" }, "telegram")).toBeUndefined();
    expect(matches("84987654321", { id: "84987654321" }, "telegram")).toBe("id");
  });

  test("an iMessage address is an id without case", () => {
    expect(matches("Alice@iCloud.com", { id: "alice@icloud.com" }, "imessage")).toBe("id");
    expect(matches("alice@icloud.com", { id: "bob@icloud.com" }, "imessage")).toBeUndefined();
  });
});
