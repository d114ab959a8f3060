import type { DomainEvent } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import {
  agreedScope,
  createGrants,
  createMemoryApprovals,
  createMemoryGrants,
  type GrantScope,
  isLive,
  sessionGrantMs,
} from "../src/index.ts";
import { approved, sampleApproval, sampleNow } from "../src/testing.ts";

const act = { actor: { kind: "operator", via: "cli" }, policy: "p1" } as const;
const payload = { command: "make deploy" };
const always = { scope: "always", agent: "main", subject: "d1", payload } as const;
const session = { ...always, scope: "session", session: "telegram:42" } as const;
const wanted = { kind: "exec", agent: "main", subject: "d1" } as const;

function setUp() {
  const events: DomainEvent[] = [];
  const clock = createManualClock(sampleNow);
  const approvals = createMemoryApprovals();
  const store = createMemoryGrants({ approvals, record: (written) => events.push(...written) });
  const grants = createGrants({ store, clock, random: createSeededRandom(5) });
  return { grants, clock, events, approvals, ask: () => approved({ approvals }) };
}

describe("Remembering an approval", () => {
  test("[R7.3] makes a grant of the people who said yes, and states it", async () => {
    const { grants, events, ask } = setUp();
    const approval = await ask();
    const outcome = await grants.remember(approval, always, act);
    const expected = {
      ...{ kind: "exec", subject: "d1", scope: "always", agent: "main", approval: approval.id, payload, version: 1 },
      ...{ id: expect.stringMatching(/^grant_[0-9a-z]{26}$/), grantedAt: sampleNow, grantedBy: ["alice"] },
    };
    expect(outcome).toEqual({ status: "granted", grant: expected });
    const ref = "grant" in outcome ? outcome.grant.id : "";
    const data = { approval: approval.id, scope: "always", agent: "main" };
    expect(events).toEqual([{ event: "exec.granted", at: sampleNow, outcome: "done", ...act, ref, data }]);
  });

  test("[R7.3] a session grant holds for eight hours at most, and its session stays out of the chain", async () => {
    const { grants, clock, events, ask } = setUp();
    await grants.remember(await ask(), session, act);
    expect(events[0]).toMatchObject({ personal: { session: "telegram:42" } });
    expect(JSON.stringify(events[0]?.data)).not.toContain("telegram");
    await clock.advance(sessionGrantMs - 1);
    expect(await grants.covers({ ...wanted, session: "telegram:42" })).toBeDefined();
    await clock.advance(1);
    expect(await grants.covers({ ...wanted, session: "telegram:42" })).toBeUndefined();
    expect(await grants.list({ live: true })).toEqual([]);
    expect(await grants.list()).toHaveLength(1);
  });

  test("returns the live grant of the same; one for a session stands beside one for good", async () => {
    const { grants, events, ask } = setUp();
    const first = await grants.remember(await ask(), always, act);
    const second = await grants.remember(await ask(), { ...always, session: "left out" }, act);
    expect(second).toEqual({ ...first, status: "existing" });
    expect(await grants.remember(await ask(), session, act)).toMatchObject({ status: "granted" });
    expect(events).toHaveLength(2);
  });

  test("takes nothing from a question that was not approved, or about something else", async () => {
    const { grants, events, approvals } = setUp();
    for (const approval of [
      await approved({ approvals }, { status: "denied" }),
      await approved({ approvals }, { kind: "pairing" }),
    ]) {
      expect(await grants.remember(approval, always, act)).toEqual({ status: "not_approved" });
    }
    // Whoever calls may be mistaken about it; the store looks for itself.
    const forged = { ...sampleApproval({ kind: "exec" }), status: "approved" } as const;
    await approvals.commit({ changes: [{ type: "file", approval: { ...forged, status: "pending" } }], events: [] });
    await expect(grants.remember(forged, always, act)).rejects.toMatchObject({ code: "invalid" });
    expect(events).toEqual([]);
  });

  test.each([
    ["no session", { ...always, scope: "session" }],
    ["an empty session", { ...session, session: "" }],
    ["no agent", { ...always, agent: "" }],
    ["no subject", { ...always, subject: "" }],
    ["an end that has passed", { ...always, expiresAt: sampleNow }],
    ["an end that is no time", { ...always, expiresAt: Number.NaN }],
  ] as const)("refuses a wish with %s", async (_, wish) => {
    const { grants, ask } = setUp();
    await expect(grants.remember(await ask(), wish, act)).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("Using and revoking", () => {
  test("[R7.5] every use is an event, an explanation is none", async () => {
    const { grants, events, ask } = setUp();
    await grants.remember(await ask(), always, act);
    const grant = await grants.covers(wanted);
    expect(await grants.use({ ...wanted, session: "s9" }, act)).toEqual(grant);
    expect(await grants.use({ ...wanted, subject: "d2" }, act)).toBeUndefined();
    expect(events.slice(1)).toMatchObject([
      { event: "exec.grant_used", outcome: "allowed", ref: grant?.id, personal: { session: "s9" } },
    ]);
  });

  test("[R7.5] a revoked grant says when and by whom, once", async () => {
    const { grants, clock, events, ask } = setUp();
    const remembered = await grants.remember(await ask(), always, act);
    const id = "grant" in remembered ? remembered.grant.id : "";
    await clock.advance(7);
    const outcome = await grants.revoke(id, { ...act, by: "bob" });
    expect(outcome).toMatchObject({
      status: "revoked",
      grant: { revokedAt: sampleNow + 7, revokedBy: "bob", version: 2 },
    });
    expect(await grants.get(id)).toEqual("grant" in outcome && outcome.grant);
    expect(await grants.use(wanted, act)).toBeUndefined();
    expect(await grants.revoke(id, act)).toMatchObject({ status: "already", grant: { revokedBy: "bob" } });
    expect(await grants.revoke(id.slice(0, -1), act)).toEqual({ status: "not_found" });
    expect(events.map(({ event }) => event)).toEqual(["exec.granted", "exec.grant_revoked"]);
  });

  test("[R7.3] a session takes its grants along", async () => {
    const { grants, events, ask } = setUp();
    await grants.remember(await ask(), session, act);
    await grants.remember(await ask(), { ...session, subject: "d2" }, act);
    await grants.remember(await ask(), { ...session, session: "other" }, act);
    await grants.remember(await ask(), always, act);
    const ended = await grants.revokeSession("telegram:42", { actor: { kind: "system" } });
    expect(ended.map((grant) => grant.subject).sort()).toEqual(["d1", "d2"]);
    expect((await grants.list({ live: true })).map((grant) => grant.session ?? "any").sort()).toEqual(["any", "other"]);
    expect(events.slice(4).map(({ event, reason }) => [event, reason])).toEqual([
      ["exec.grant_revoked", "session_ended"],
      ["exec.grant_revoked", "session_ended"],
    ]);
    expect(await grants.revokeSession("telegram:42", act)).toEqual([]);
  });
});

describe("How far people agree", () => {
  const vote = (by: string, scope?: GrantScope, decision: "approve" | "deny" = "approve") => ({
    ...{ by, decision, at: 1, via: "cli" as const },
    ...(scope === undefined ? {} : { scope }),
  });
  const scopeOf = (votes: ReturnType<typeof vote>[], fallback?: GrantScope): GrantScope =>
    agreedScope({ ...sampleApproval({ kind: "exec" }), votes }, fallback);

  test("[R7.5] is what the most careful of them said", () => {
    expect(scopeOf([vote("a", "always"), vote("b", "session")])).toBe("session");
    expect(scopeOf([vote("a", "always"), vote("b", "always")])).toBe("always");
    expect(scopeOf([vote("a", "always"), vote("b")])).toBe("once");
    expect(scopeOf([vote("a", "always"), vote("b")], "session")).toBe("session");
    expect(scopeOf([vote("a", "always"), vote("b", "once", "deny")])).toBe("always");
    expect(scopeOf([], "always")).toBe("once");
  });
});

test("a grant's last millisecond is the one before its end", async () => {
  const { grants, ask } = setUp();
  const outcome = await grants.remember(await ask(), { ...always, expiresAt: sampleNow + 2 }, act);
  const live = (now: number): boolean => "grant" in outcome && isLive(outcome.grant, now);
  expect([live(sampleNow + 1), live(sampleNow + 2)]).toEqual([true, false]);
});
