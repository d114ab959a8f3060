import { isMoltbotError, MoltbotError, messageOf } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("MoltbotError", () => {
  test("carries a code, a hint, data and its cause", () => {
    const cause = new Error("refused");
    const error = new MoltbotError("unavailable", "Redis does not answer", {
      hint: "Start it.",
      data: { n: 1 },
      cause,
    });
    expect(error).toMatchObject({ code: "unavailable", hint: "Start it.", data: { n: 1 }, cause });
    expect(error.stack).toContain("MoltbotError: Redis does not answer");
  });

  test("is recognised from another copy of the package, and nothing else is", () => {
    const foreign = Object.assign(new Error("x"), { name: "MoltbotError", code: "denied" });
    expect([new MoltbotError("denied", "x"), foreign].map(isMoltbotError)).toEqual([true, true]);
    expect([new Error("x"), { name: "MoltbotError", code: "denied" }, null, "x"].some(isMoltbotError)).toBe(false);
  });
});

test("messageOf always answers with text", () => {
  expect([new Error("a"), new TypeError(), "b", 7].map(messageOf)).toEqual(["a", "TypeError", "b", "unknown error"]);
  fc.assert(fc.property(fc.anything(), (thrown) => typeof messageOf(thrown) === "string"));
});
