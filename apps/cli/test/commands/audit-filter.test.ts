import { describe, expect, test } from "vitest";
import type { Backend } from "../../src/backend/backend.ts";
import { readFilter } from "../../src/commands/audit-filter.ts";

const now = Date.UTC(2026, 0, 31, 12);

describe("[R0.2] The person of the audit log", () => {
  const backend = {
    user: async (text: string) => ({ channel: "telegram", account: "default", userId: `of ${text}` }),
  } as unknown as Backend;

  test("is looked up by a bare id, @username or pairing id; a full identity stays as it is", async () => {
    for (const text of ["42", "@ana", "pair_01"]) {
      expect((await readFilter({ user: text }, now)(backend)).user).toBe(`telegram:of ${text}`);
    }
    expect(await readFilter({ user: "telegram:42", event: "user" }, now)(backend)).toEqual({
      user: "telegram:42",
      event: "user",
    });
  });

  test("and times that exclude each other, or no event, are refused before anything is opened", () => {
    const invalid = expect.objectContaining({ code: "invalid" });
    expect(() => readFilter({ since: "1 week", until: "2 weeks" }, now)).toThrowError(invalid);
    expect(() => readFilter({ event: "pair%" }, now)).toThrowError(invalid);
  });
});
