import { hasUnsafeText } from "@moltbot/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { safeJson } from "../../src/output/safe-json.ts";

test("JSON keeps the exact data and never holds a character that a terminal acts on", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const text = safeJson({ name });
      expect(JSON.parse(text)).toEqual({ name });
      expect(hasUnsafeText(text.replaceAll("\n", ""))).toBe(false);
    }),
  );
});

test("what is not there prints as null", () => {
  expect(safeJson(undefined)).toBe("null");
});
