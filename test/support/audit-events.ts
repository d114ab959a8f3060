import fc from "fast-check";
import type { DomainEvent, JsonObject } from "../../packages/core/src/index.ts";

const text = fc.string({ unit: "binary", maxLength: 30 });
const principal = fc.record({ channel: text, account: text, id: text });
const json = fc
  .dictionary(text, fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }), { maxKeys: 4 })
  .map((object) => object as JsonObject);
/** Events with whatever texts and data a caller may pass. */
export const anyEvent: fc.Arbitrary<DomainEvent> = fc.record(
  {
    event: text,
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    outcome: fc.constantFrom("allowed", "denied", "done", "failed"),
    actor: fc.oneof(
      fc.record({ kind: fc.constant("person" as const), principal }),
      fc.record({ kind: fc.constant("operator" as const), via: fc.constantFrom("cli", "dashboard", "api") }),
      fc.record({ kind: fc.constant("system" as const) }),
    ),
    subject: principal,
    ref: text,
    reason: text,
    policy: text,
    data: json,
    personal: json,
  },
  { requiredKeys: ["event", "at", "outcome", "actor"] },
);
