import { describe, expect, test } from "vitest";
import { approved, bothGrants, type OpenGrants, operator, sampleGrant, withGrants } from "./grant-support.ts";
import { sampleNow } from "./samples.ts";

const wish = { scope: "session", session: "s1", agent: "main", subject: "sha256-1", payload: {} } as const;
const wanted = { kind: "exec", subject: "sha256-1", agent: "main", session: "s1" } as const;
const many = <T>(make: (i: number) => Promise<T>, count = 50): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));

/** Races of two processes over grants. */
export function testGrantRaces(name: string, open: OpenGrants): void {
  describe(`${name} and grants under races`, () => {
    test("[R7.3] 50 concurrent grants of the same leave one, which all of them return", () =>
      withGrants(open, async (stores) => {
        const services = bothGrants(stores);
        const approval = await approved(stores);
        const outcomes = await many((i) => (services[i % 2] ?? services[0]).remember(approval, wish, operator));
        expect(outcomes.filter((outcome) => outcome.status === "granted")).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome.status === "existing")).toHaveLength(49);
        expect(new Set(outcomes.map((outcome) => "grant" in outcome && outcome.grant.id)).size).toBe(1);
        expect(await stores.a.list({ now: sampleNow })).toHaveLength(1);
        expect(await stores.events()).toEqual(["exec.granted"]);
      }));

    test("[R7.5] 20 concurrent revocations end a grant once", () =>
      withGrants(open, async (stores) => {
        const services = bothGrants(stores);
        const grant = sampleGrant(await approved(stores));
        await stores.a.commit({ changes: [{ type: "grant", grant }], events: [] });
        const act = { ...operator, by: "bob" };
        const outcomes = await many((i) => (services[i % 2] ?? services[0]).revoke(grant.id, act), 20);
        expect(outcomes.filter((outcome) => outcome.status === "revoked")).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome.status === "already")).toHaveLength(19);
        expect(await stores.events()).toEqual(["exec.grant_revoked"]);
      }));

    test("[R7.5] no use is written after the revocation it raced with", () =>
      withGrants(open, async (stores) => {
        const services = bothGrants(stores);
        const approval = await approved(stores);
        await services[0].remember(approval, wish, operator);
        const uses = many((i) => (services[i % 2] ?? services[0]).use(wanted, operator), 30);
        const ended = await services[1].revokeSession("s1", operator);
        const after = await services[0].use(wanted, operator);
        const covered = (await uses).filter((grant) => grant !== undefined);
        expect(ended).toHaveLength(1);
        expect(after).toBeUndefined();
        const events = await stores.events();
        expect(events.at(-1)).toBe("exec.grant_revoked");
        expect(events.filter((event) => event === "exec.grant_used")).toHaveLength(covered.length);
      }));

    test("commits that replace each other's grants end, each whole or not at all", () =>
      withGrants(open, async (stores) => {
        const approval = await approved(stores);
        const subjects = ["x", "y", "z"];
        const renew = async (i: number): Promise<string> => {
          const store = i % 2 === 0 ? stores.a : stores.b;
          const live = await store.list({ now: sampleNow, live: true });
          const order = i % 3 === 0 ? [...subjects].reverse() : subjects;
          const grants = order.map(
            (subject) => ({ type: "grant", grant: sampleGrant(approval, { subject }) }) as const,
          );
          const revokes = live.map(
            ({ id, version }) => ({ type: "revoke", id, expectedVersion: version, at: sampleNow }) as const,
          );
          return (await store.commit({ changes: [...grants, ...revokes], events: [] })).status;
        };
        let committed = 0;
        for (let round = 0; round < 5; round++) {
          committed += (await many(renew, 12)).filter((status) => status === "committed").length;
        }
        expect(committed).toBeGreaterThanOrEqual(5);
        expect(await stores.a.list({ now: sampleNow, live: true })).toHaveLength(3);
        expect(await stores.a.list({ now: sampleNow })).toHaveLength(committed * 3);
      }));
  });
}
