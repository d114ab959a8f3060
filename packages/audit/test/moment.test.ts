import { readMoment } from "@moltbot/audit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const now = Date.UTC(2026, 0, 31, 12);
const day = 86_400_000;

describe("[R9.1] A moment of the audit log", () => {
  test("is a duration before now, or a time of the calendar", () => {
    expect(readMoment("--since", "1 week", now)).toBe(now - 7 * day);
    expect(readMoment("--since", " 30 min ", now)).toBe(now - 1_800_000);
    expect(readMoment("--since", "2026-01-31", now)).toBe(Date.UTC(2026, 0, 31));
    expect(readMoment("--since", "2026-01-31T10:00", now)).toBe(Date.UTC(2026, 0, 31, 10));
    expect(readMoment("--since", "2026-01-31T10:00:00.5Z", now)).toBe(Date.UTC(2026, 0, 31, 10, 0, 0, 500));
    expect(readMoment("--since", "2026-01-31T10:00+07:00", now)).toBe(Date.UTC(2026, 0, 31, 3));
    expect(readMoment("--since", "2024-02-29", now)).toBe(Date.UTC(2024, 1, 29));
  });

  test("is refused when it could mean anything, or nothing", () => {
    const bad = [
      "",
      "7",
      "-1 week",
      "1 fortnight",
      "yesterday",
      "2026-02-30",
      "2025-02-29",
      "2026-13-01",
      "2026-00-10",
    ];
    for (const text of [
      ...bad,
      "2026-01-31T25:00",
      "2026-01-31 10:00",
      "2026-01-31T10:00+0700",
      "1 week ago",
      "2026",
    ]) {
      expect(() => readMoment("--since", text, now), text).toThrowError(expect.objectContaining({ code: "invalid" }));
    }
  });

  test("comes back from every time that toISOString can write", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), (at) => {
        expect(readMoment("--until", new Date(at).toISOString(), now)).toBe(at);
      }),
    );
  });
});
