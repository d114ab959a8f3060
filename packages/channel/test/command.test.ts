import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCommand } from "../src/index.ts";

describe("parseCommand", () => {
  test.each([
    ["/pair", { name: "pair", args: "" }],
    ["/Approve pair_1 once", { name: "approve", args: "pair_1 once" }],
    ["/pair@molt_bot  hello ", { name: "pair", args: "hello", addressedTo: "molt_bot" }],
    ["  /help", { name: "help", args: "" }],
    ["/write notes.md\nline 1\nline 2", { name: "write", args: "notes.md\nline 1\nline 2" }],
    ["/deny\npair_1", { name: "deny", args: "pair_1" }],
  ])("reads %j", (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test.each([
    "",
    "/",
    "pair",
    "//pair",
    "/usr/bin/ls",
    "/pair!",
    "/1pair",
    "/pair@",
    "/pair@bot@bot",
    "please /pair",
    "/pa\u200bir",
    "/ｐair",
    `/${"x".repeat(33)}`,
  ])("sees no command in %j", (text) => {
    expect(parseCommand(text)).toBeUndefined();
  });

  test("keeps whatever follows the name, except white space at its ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (rest) => {
        expect(parseCommand(`/run ${rest}`)).toEqual({ name: "run", args: rest.trim() });
      }),
    );
  });

  test("answers quickly for megabytes of white space", () => {
    expect(parseCommand(`/run ${" ".repeat(2_000_000)}x`)?.args).toBe("x");
    expect(parseCommand(`${" ".repeat(2_000_000)}x`)).toBeUndefined();
  });
});
