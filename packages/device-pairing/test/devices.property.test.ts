import { allScopes, hasScope, missingScope, readClaim, type Scope } from "@moltbot/device-pairing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { device, openDevices, operator, requestOf, type Wish, withScopes } from "./support.ts";

const scopes = fc.subarray([...allScopes]);
type Step =
  | { readonly do: "connect"; readonly scopes: readonly Scope[] }
  | { readonly do: "approve"; readonly by: readonly Scope[] }
  | { readonly do: "rotate"; readonly by: readonly Scope[]; readonly scopes: readonly Scope[] }
  | { readonly do: "revoke" };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("connect" as const), scopes }),
  fc.record({ do: fc.constant("approve" as const), by: scopes }),
  fc.record({ do: fc.constant("rotate" as const), by: scopes, scopes }),
  fc.record({ do: fc.constant("revoke" as const) }),
);

describe("whatever devices and people do [R4.3]", () => {
  test("no device has a scope that nobody with that scope gave it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const gateway = openDevices();
        const one = device();
        const target = { deviceId: one.id, role: "operator" as const };
        let token: string | undefined;
        let asked: string | undefined;
        let given: readonly Scope[] = [];
        for (const next of steps) {
          if (next.do === "connect") {
            const wish: Wish = { scopes: next.scopes };
            const outcome = await one.connect(gateway, { ...wish, ...(token !== undefined && { token }) });
            if (outcome.status === "not_paired") asked = requestOf(outcome);
            if (outcome.status === "connected") {
              token = outcome.token ?? token;
              expect(outcome.session.scopes.every((scope) => given.includes(scope))).toBe(true);
            }
          } else if (next.do === "approve" && asked !== undefined) {
            const outcome = await gateway.devices.approve(asked, withScopes(...next.by));
            if (outcome.status === "approved") {
              given = outcome.device.roles[0]?.scopes ?? [];
              expect(missingScope(next.by, given)).toBeUndefined();
              expect(hasScope(next.by, "operator.pairing")).toBe(true);
            }
          } else if (next.do === "rotate") {
            const outcome = await gateway.devices.rotate({ ...target, scopes: next.scopes }, withScopes(...next.by));
            if (outcome.status === "done") {
              expect(next.scopes.every((scope) => given.includes(scope))).toBe(true);
              given = next.scopes;
              token = undefined;
            }
          } else if (next.do === "revoke") {
            const outcome = await gateway.devices.revoke(target, operator);
            if (outcome.status === "done") {
              given = [];
              token = undefined;
            }
          }
          const [entry] = (await gateway.store.device(one.id))?.roles ?? [];
          if (entry?.revokedAt === undefined) expect(entry?.scopes ?? []).toEqual(given);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("anything is read as a claim or refused with a reason", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = readClaim(value);
        expect(["string", "object"]).toContain(typeof read);
      }),
    );
  });
});
