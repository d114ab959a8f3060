import { describe, expect, test } from "vitest";
import { testGrantRaces } from "./grant-races.ts";
import { approved, marked, type OpenGrants, sampleGrant, withGrants } from "./grant-support.ts";
import { testRuns } from "./run-suite.ts";
import { sampleNow } from "./samples.ts";

const wanted = { kind: "exec", subject: "sha256-1", agent: "main", now: sampleNow } as const;

/**
 * The contract of `GrantStore`: every implementation passes it. `open` gives empty data each time. Call it from a vitest
 * file.
 */
export function testGrantStore(name: string, open: OpenGrants): void {
  describe(`${name} as a store of grants`, () => {
    test("gives back exactly what was granted, to every process", () =>
      withGrants(open, async (stores) => {
        const grant = {
          ...sampleGrant(await approved(stores), { expiresAt: sampleNow + 5 }),
          grantedBy: ["bob", "al"],
        };
        const result = await stores.a.commit({ changes: [{ type: "grant", grant }], events: [marked("exec.granted")] });
        expect(result).toEqual({ status: "committed" });
        expect(await stores.b.get(grant.id)).toEqual(grant);
        expect(await stores.b.find(wanted)).toEqual(grant);
        expect(await stores.events()).toEqual(["exec.granted"]);
        expect(await stores.b.get(grant.id.slice(0, -1))).toBeUndefined();
      }));

    test("[R7.3] an always grant covers its agent in every session, and nothing else", () =>
      withGrants(open, async (stores) => {
        const grant = sampleGrant(await approved(stores));
        await stores.a.commit({ changes: [{ type: "grant", grant }], events: [] });
        expect(await stores.b.find({ ...wanted, session: "s1" })).toEqual(grant);
        expect(await stores.b.find({ ...wanted, agent: "other" })).toBeUndefined();
        expect(await stores.b.find({ ...wanted, subject: "sha256-" })).toBeUndefined();
        expect(await stores.b.find({ ...wanted, subject: "sha256-%" })).toBeUndefined();
        expect(await stores.b.find({ ...wanted, subject: "SHA256-1" })).toBeUndefined();
      }));

    test("[R7.3] a session grant covers its agent in that session, and an always grant goes before it", () =>
      withGrants(open, async (stores) => {
        const approval = await approved(stores);
        const grant = sampleGrant(approval, { scope: "session", session: "s1" });
        await stores.a.commit({ changes: [{ type: "grant", grant }], events: [] });
        expect(await stores.b.find({ ...wanted, session: "s1" })).toEqual(grant);
        expect(await stores.b.find({ ...wanted, session: "s2" })).toBeUndefined();
        expect(await stores.b.find(wanted)).toBeUndefined();
        expect(await stores.b.find({ ...wanted, session: "s1", agent: "other" })).toBeUndefined();
        const always = sampleGrant(approval);
        await stores.b.commit({ changes: [{ type: "grant", grant: always }], events: [] });
        expect(await stores.a.find({ ...wanted, session: "s1" })).toEqual(always);
      }));

    test("a grant ends at its millisecond, and makes room for the next", () =>
      withGrants(open, async (stores) => {
        const approval = await approved(stores);
        const grant = sampleGrant(approval, { expiresAt: sampleNow + 10 });
        await stores.a.commit({ changes: [{ type: "grant", grant }], events: [] });
        expect(await stores.b.find({ ...wanted, now: sampleNow + 9 })).toEqual(grant);
        expect(await stores.b.find({ ...wanted, now: sampleNow + 10 })).toBeUndefined();
        const early = sampleGrant(approval, { now: sampleNow + 9 });
        const refused = { changes: [{ type: "grant", grant: early }], events: [marked("lost")] } as const;
        expect((await stores.b.commit(refused)).status).toBe("conflict");
        const next = sampleGrant(approval, { now: sampleNow + 10 });
        expect((await stores.b.commit({ changes: [{ type: "grant", grant: next }], events: [] })).status).toBe(
          "committed",
        );
        expect(await stores.a.find({ ...wanted, now: sampleNow + 10 })).toEqual(next);
        expect(await stores.events()).toEqual([]);
      }));

    test.each(["pending", "denied", "expired", "cancelled"] as const)(
      "grants nothing from a question that is %s",
      (status) =>
        withGrants(open, async (stores) => {
          const grant = sampleGrant(await approved(stores, { status }));
          const commit = { changes: [{ type: "grant", grant }], events: [marked("lost")] } as const;
          await expect(stores.a.commit(commit)).rejects.toMatchObject({ code: "invalid" });
          expect(await stores.b.find(wanted)).toBeUndefined();
          expect(await stores.events()).toEqual([]);
        }),
    );

    test("grants nothing from a question about something else, or from none", () =>
      withGrants(open, async (stores) => {
        const other = sampleGrant(await approved(stores, { kind: "pairing" }));
        const none = { ...other, approval: "exec_none" };
        for (const grant of [other, none]) {
          const commit = { changes: [{ type: "grant", grant }], events: [] } as const;
          await expect(stores.a.commit(commit)).rejects.toMatchObject({ code: "invalid" });
        }
        expect(await stores.b.list({ now: sampleNow })).toEqual([]);
      }));

    test("[R7.5] a revoked grant covers nothing from the next question on, in every process, and stays to be seen", () =>
      withGrants(open, async (stores) => {
        const approval = await approved(stores);
        const grant = sampleGrant(approval);
        await stores.a.commit({ changes: [{ type: "grant", grant }], events: [] });
        const revoke = { type: "revoke", id: grant.id, expectedVersion: 1, at: sampleNow + 1, by: "bob" } as const;
        const result = await stores.b.commit({ changes: [revoke], events: [marked("exec.grant_revoked")] });
        expect(result.status).toBe("committed");
        expect(await stores.a.find(wanted)).toBeUndefined();
        const ended = { ...grant, revokedAt: sampleNow + 1, revokedBy: "bob", version: 2 };
        expect(await stores.a.get(grant.id)).toEqual(ended);
        expect((await stores.a.commit({ changes: [revoke], events: [marked("lost")] })).status).toBe("conflict");
        const twice = { ...revoke, expectedVersion: 2 };
        expect((await stores.a.commit({ changes: [twice], events: [marked("lost")] })).status).toBe("conflict");
        const use = { type: "use", id: grant.id, at: sampleNow } as const;
        expect((await stores.a.commit({ changes: [use], events: [marked("lost")] })).status).toBe("conflict");
        const next = sampleGrant(approval, { now: sampleNow + 2 });
        expect((await stores.a.commit({ changes: [{ type: "grant", grant: next }], events: [] })).status).toBe(
          "committed",
        );
        expect(await stores.b.find({ ...wanted, now: sampleNow + 2 })).toEqual(next);
        expect(await stores.events()).toEqual(["exec.grant_revoked"]);
      }));

    test("writes nothing of a commit of which one part cannot be", () =>
      withGrants(open, async (stores) => {
        const approval = await approved(stores);
        const [one, two] = [sampleGrant(approval), sampleGrant(approval, { subject: "sha256-2" })];
        await stores.a.commit({ changes: [{ type: "grant", grant: one }], events: [] });
        const revoke = { type: "revoke", id: one.id, expectedVersion: 1, at: sampleNow } as const;
        const stale = { type: "use", id: "grant_none", at: sampleNow } as const;
        const commit = { changes: [{ type: "grant", grant: two }, revoke, stale], events: [marked("lost")] } as const;
        expect((await stores.b.commit(commit)).status).toBe("conflict");
        expect(await stores.a.list({ now: sampleNow })).toEqual([one]);
        expect(await stores.events()).toEqual([]);
        // A grant can take the place of the one that the same commit revokes.
        const heir = sampleGrant(approval);
        const replaced = await stores.b.commit({ changes: [{ type: "grant", grant: heir }, revoke], events: [] });
        expect(replaced.status).toBe("committed");
        expect(await stores.a.find(wanted)).toEqual(heir);
      }));

    test("[R7.5] lists the newest first, all or the live ones, by agent, subject, session and up to a limit", () =>
      withGrants(open, async (stores) => {
        const approval = await approved(stores);
        const grants = [
          sampleGrant(approval, { expiresAt: sampleNow + 5 }),
          sampleGrant(approval, { agent: "other", now: sampleNow + 1 }),
          sampleGrant(approval, { scope: "session", session: "s1", now: sampleNow + 2 }),
          sampleGrant(approval, { subject: "sha256-2", now: sampleNow + 3 }),
        ];
        await stores.a.commit({ changes: grants.map((grant) => ({ type: "grant", grant })), events: [] });
        const [ending, other, session, newest] = grants;
        const now = sampleNow + 5;
        expect(await stores.b.list({ now })).toEqual([newest, session, other, ending]);
        expect(await stores.b.list({ now, kind: "exec", limit: 2 })).toEqual([newest, session]);
        expect(await stores.b.list({ now, live: true })).toEqual([newest, session, other]);
        expect(await stores.b.list({ now, agent: "other" })).toEqual([other]);
        expect(await stores.b.list({ now, session: "s1" })).toEqual([session]);
        expect(await stores.b.list({ now, subject: "sha256-2" })).toEqual([newest]);
      }));
  });
  testGrantRaces(name, open);
  testRuns(name, open);
}
