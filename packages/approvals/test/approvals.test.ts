import { createMemoryWakeups, type DomainEvent, MoltbotError, type Wakeups } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { type ApprovalStore, createApprovals, createMemoryApprovals } from "../src/index.ts";

const question = { kind: "exec", subject: "s1", required: 1, ttlMs: 60_000, payload: { command: "ls" } };
const requester = { channel: "telegram", account: "default", id: "7" };
const actor = { kind: "operator", via: "cli" } as const;
const ballot = { by: "operator", decision: "approve", via: "cli" } as const;

function setUp(o: { wakeups?: Wakeups; wrap?: (store: ApprovalStore) => ApprovalStore } = {}) {
  const events: DomainEvent[] = [];
  const clock = createManualClock();
  const memory = createMemoryApprovals({ record: (written) => events.push(...written) });
  const store = o.wrap?.(memory) ?? memory;
  const wakeups = o.wakeups ?? createMemoryWakeups();
  const approvals = createApprovals({ store, clock, random: createSeededRandom(3), wakeups });
  const file = async (extra: object = {}) =>
    (await approvals.file({ ...question, ...extra }, { prefix: "exec", actor })).approval;
  return { approvals, clock, events, file, store, names: () => events.map(({ event, reason }) => [event, reason]) };
}

describe("Filing", () => {
  test("makes an id and states who asked", async () => {
    const { file, events } = setUp();
    const approval = await file({ requester });
    expect(approval.id).toMatch(/^exec_[0-9a-z]{26}$/);
    expect(events).toMatchObject([{ event: "exec.requested", ref: approval.id, subject: requester, outcome: "done" }]);
  });

  test("returns the pending question about the same subject, and a new one once that has expired", async () => {
    const { approvals, clock, file, names } = setUp();
    const first = await file();
    expect(await approvals.file(question, { prefix: "exec", actor })).toEqual({ status: "pending", approval: first });
    await clock.advance(question.ttlMs);
    const second = await file();
    expect(second.id).not.toBe(first.id);
    expect(names()).toEqual([
      ["exec.requested", undefined],
      ["exec.expired", "timeout"],
      ["exec.requested", undefined],
    ]);
  });
});

describe("Answering", () => {
  test("[R3.5] states every vote, counted or refused", async () => {
    const { approvals, clock, file, names } = setUp();
    const { id } = await file({ required: 2 });
    await approvals.vote(id, { ...ballot, by: "alice" }, { actor });
    await approvals.vote(id, { ...ballot, by: "alice" }, { actor });
    await approvals.vote(id, { ...ballot, by: "eve" }, { actor, mayDecide: () => false });
    await approvals.vote(id, { ...ballot, by: "ana" }, { actor, requester: "ana" });
    await approvals.vote(id, { ...ballot, by: "bob" }, { actor });
    await approvals.vote(id, { ...ballot, by: "carol" }, { actor });
    const late = await file({ subject: "s2" });
    await clock.advance(question.ttlMs);
    await approvals.vote(late.id, ballot, { actor });
    expect(names()).toEqual([
      ["exec.requested", undefined],
      ["exec.vote", undefined],
      ["exec.vote", undefined],
      ["exec.refused", "not_approver"],
      ["exec.refused", "own_request"],
      ["exec.vote", undefined],
      ["exec.approved", "quorum"],
      ["exec.refused", "already_decided"],
      ["exec.requested", undefined],
      ["exec.expired", "timeout"],
      ["exec.refused", "expired"],
    ]);
  });

  test("[R3.4] takes whole ids only, and keeps what was typed out of the chain", async () => {
    const { approvals, events, file } = setUp();
    const { id } = await file();
    for (const typed of [id.slice(0, -1), `${id}0`, id.toUpperCase(), "exec_", "latest\u001b[31m", ""]) {
      expect(await approvals.vote(typed, ballot, { actor })).toEqual({ status: "not_found" });
    }
    expect(events.slice(1).every(({ reason, ref }) => reason === "not_found" && ref === undefined)).toBe(true);
    expect(events[5]?.personal).toEqual({ typed: "latest[31m" });
    expect((await approvals.get(id))?.status).toBe("pending");
  });

  test("decides by the clock, with no sweeper running", async () => {
    const { approvals, clock, file } = setUp();
    const { id } = await file();
    clock.set(clock.now() + question.ttlMs);
    expect((await approvals.get(id))?.status).toBe("expired");
    expect(await approvals.pending()).toEqual([]);
    expect((await approvals.vote(id, ballot, { actor })).status).toBe("expired");
  });

  test("gives up after many lost rounds instead of trying for ever", async () => {
    const { approvals, file } = setUp({
      wrap: (store) => ({
        ...store,
        commit: async (commit) =>
          commit.changes.some((change) => change.type === "update")
            ? { status: "conflict", because: "test" }
            : store.commit(commit),
      }),
    });
    const { id } = await file();
    await expect(approvals.vote(id, ballot, { actor })).rejects.toMatchObject({ code: "conflict" });
  });

  test("[R0.3] is never a yes when the store is out of reach", async () => {
    const { approvals, file } = setUp({
      wrap: (store) => ({
        ...store,
        get: async () => {
          throw new MoltbotError("unavailable", "gone");
        },
      }),
    });
    const { id } = await file();
    await expect(approvals.vote(id, ballot, { actor })).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("Ending without an answer", () => {
  test("cancels once, and never an ended question", async () => {
    const { approvals, clock, file } = setUp();
    const { id } = await file();
    const act = { actor, because: "withdrawn" };
    expect((await approvals.cancel(id, act)).status).toBe("cancelled");
    expect((await approvals.cancel(id, act)).status).toBe("already");
    expect((await approvals.vote(id, ballot, { actor })).status).toBe("already");
    expect((await approvals.cancel("exec_nope", act)).status).toBe("not_found");
    const late = await file();
    await clock.advance(question.ttlMs);
    expect(await approvals.cancel(late.id, act)).toMatchObject({ status: "already", approval: { status: "expired" } });
  });

  test("the sweeper writes down what has expired, once", async () => {
    const { approvals, clock, file, names } = setUp();
    const { id } = await file();
    await clock.advance(question.ttlMs - 1);
    const young = await file({ subject: "s2" });
    await clock.advance(1);
    expect((await approvals.expire()).map((approval) => approval.id)).toEqual([id]);
    expect(await approvals.expire()).toEqual([]);
    expect(await approvals.pending()).toEqual([young]);
    expect(names().filter(([name]) => name === "exec.expired")).toHaveLength(1);
  });
});
