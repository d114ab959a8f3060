import { describe, expect, test } from "vitest";
import { pairingSettings } from "../src/index.ts";
import { parsed, problemOf, warningsOf } from "./support.ts";

const day = 86_400_000;
const settings = (pairing: string, owners = '["telegram:1"]') =>
  pairingSettings(parsed(`{ owners: ${owners}, pairing: ${pairing} }`));

describe("[R3.6] when people are told that their pairing ends", () => {
  test("a tenth of its time before, three days at most, unless it is written down", () => {
    expect(settings("{}").remindBeforeMs).toBeUndefined();
    expect(settings('{ ttl: "10 days" }').remindBeforeMs).toBe(day);
    expect(settings('{ ttl: "1 year" }').remindBeforeMs).toBe(3 * day);
    expect(settings('{ ttl: "1 year", remindBefore: "2 weeks" }').remindBeforeMs).toBe(14 * day);
    expect(settings('{ ttl: "1 year", remindBefore: 0 }').remindBeforeMs).toBeUndefined();
  });

  test("never before a pairing begins, and not without an end", () => {
    expect(problemOf('{ pairing: { ttl: "1 day", remindBefore: "1 day" } }').path).toBe("pairing.remindBefore");
    expect(warningsOf('{ pairing: { remindBefore: "1 day" } }').map(({ id }) => id)).toEqual(["reminder-without-ttl"]);
    expect(warningsOf("{ pairing: { renewalRequired: true } }").map(({ id }) => id)).toEqual(["renewal-without-ttl"]);
  });
});

describe("[R3.4] who is told of requests that wait", () => {
  test("the owners, or who is named; nobody without a time", () => {
    expect(settings("{}")).toMatchObject({ escalateTo: [] });
    expect(settings('{ escalateAfter: "20 min" }')).toMatchObject({
      escalateAfterMs: 1_200_000,
      escalateTo: ["telegram:1"],
    });
    expect(settings('{ escalateAfter: "20 min", escalateTo: ["discord:7"] }').escalateTo).toEqual(["discord:7"]);
  });

  test("while the request waits, and by a stable id", () => {
    expect(problemOf('{ owners: ["telegram:1"], pairing: { escalateAfter: "1 hour" } }').path).toBe(
      "pairing.escalateAfter",
    );
    expect(problemOf('{ pairing: { escalateAfter: "5 min" } }').message).toContain("nobody could be told");
    const named =
      '{ owners: ["telegram:1"], pairing: { escalateAfter: "5 min", escalateTo: ["telegram:1", "telegram:@boss"] } }';
    expect(problemOf(named).path).toBe("pairing.escalateTo.1");
    const idle = '{ pairing: { escalateTo: ["telegram:1"] } }';
    expect(warningsOf(idle).map(({ id }) => id)).toEqual(["escalation-without-time"]);
  });
});
