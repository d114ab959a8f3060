import { MoltbotError, type Principal } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { ana, by, minute, operator, owner, person, setUp } from "./support.ts";

const [second, third] = [person("2"), person("3")];

describe("[R3.1] Approving", () => {
  test("pairs: grant, session and row, all of one commit", async () => {
    const commits: number[] = [];
    const { pairing, store, clock, names, heard, events } = setUp({
      rules: { ttlMs: 30 * minute },
      wrap: (memory) => ({
        ...memory,
        commit: (commit) => {
          commits.push(commit.changes.length);
          return memory.commit(commit);
        },
      }),
    });
    const filed = await pairing.request(ana, { displayName: "Ana" });
    const id = filed.status === "filed" ? filed.approval.id : "";
    const outcome = await pairing.approve(id, by(owner));
    const grant = {
      principal: ana,
      grantedAt: clock.now(),
      expiresAt: clock.now() + 30 * minute,
      via: id,
      approvedBy: ["telegram:1"],
    };
    const session = { principal: ana, agent: "main", permissions: ["read", "write"], createdAt: clock.now() };
    expect(outcome).toMatchObject({ status: "approved", approval: { id, because: "quorum" }, grant, session });
    expect(await store.user(ana)).toMatchObject({ grant, session, profile: { displayName: "Ana" } });
    expect(commits).toEqual([2, 4]);
    expect(names()).toEqual(["pairing.requested", "pairing.vote", "pairing.approved quorum"]);
    expect(heard).toEqual(events);
    expect(events[2]).toMatchObject({ subject: ana, actor: { kind: "person", principal: owner }, policy: "test" });
  });

  test("counts once; later answers say who came first and change nothing", async () => {
    const { pairing, ask, store, names } = setUp();
    const id = await ask();
    await pairing.deny(id, by(owner));
    expect(await pairing.approve(id, operator)).toMatchObject({
      status: "already",
      approval: { status: "denied", votes: [{ by: "telegram:1" }] },
    });
    expect((await store.standing(ana)).grant).toBeUndefined();
    expect(names().slice(-2)).toEqual(["pairing.denied denied", "pairing.refused already_decided"]);
  });

  test("comes too late from the expiry on, whoever asks", async () => {
    const { pairing, ask, clock, store, names } = setUp();
    const id = await ask();
    clock.set(clock.now() + 60 * minute);
    expect((await pairing.approve(id, operator)).status).toBe("expired");
    expect((await pairing.approve(id, operator)).status).toBe("expired");
    expect((await store.standing(ana)).grant).toBeUndefined();
    expect(names()).toEqual([
      "pairing.requested",
      "pairing.expired timeout",
      "pairing.refused expired",
      "pairing.refused expired",
    ]);
  });
});

describe("[R3.4] Who may decide", () => {
  test("not a stranger, not the requester, and a stranger learns nothing about ids", async () => {
    const { pairing, ask, events } = setUp();
    const id = await ask();
    const stranger = by(person("666"));
    const notApprover = { status: "forbidden", because: "not_approver" };
    expect(await pairing.approve(id, stranger)).toEqual(notApprover);
    expect(await pairing.deny(id, stranger)).toEqual(notApprover);
    expect(await pairing.approve("pair_00000000000000000000000000", stranger)).toEqual(notApprover);
    expect(await pairing.approve(id, by(ana))).toEqual(notApprover);
    expect((await pairing.pending())[0]?.votes).toEqual([]);
    const refused = events.filter(({ event }) => event === "pairing.refused");
    expect(refused).toHaveLength(4);
    expect(refused.every(({ outcome, reason }) => outcome === "denied" && reason === "not_approver")).toBe(true);
  });

  test("not an approver on their own request, through whatever identity of theirs", async () => {
    const personOf = ({ id, channel }: Principal): string => (id === "2" || channel === "discord" ? "bob" : id);
    const isApprover = ({ id }: Principal): boolean => ["2", "bob-discord"].includes(id);
    const { pairing, ask, names } = setUp({ rules: { personOf, isApprover } });
    const id = await ask(second);
    const self = { status: "forbidden", because: "own_request" };
    expect(await pairing.approve(id, by(second))).toEqual(self);
    expect(await pairing.approve(id, by({ ...second, channel: "discord", id: "bob-discord" }))).toEqual(self);
    expect(names().slice(1)).toEqual(["pairing.refused own_request", "pairing.refused own_request"]);
  });

  test("not the same id on another channel or account", async () => {
    const { pairing, ask } = setUp();
    const id = await ask();
    for (const who of [person("1", "work"), { ...owner, channel: "discord" }]) {
      expect(await pairing.approve(id, by(who))).toMatchObject({ status: "forbidden" });
    }
  });

  test("not an approver who is blocked; their earlier vote counts no more", async () => {
    const { pairing, ask } = setUp({ rules: { requiredApprovals: 2 } });
    const id = await ask();
    expect(await pairing.approve(id, by(second))).toMatchObject({ status: "voted", have: 1, need: 2 });
    await pairing.block(second, operator);
    expect(await pairing.approve(id, by(second))).toMatchObject({ status: "forbidden", because: "not_approver" });
    expect(await pairing.approve(id, by(owner))).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect((await pairing.approve(id, operator)).status).toBe("approved");
  });

  test("whole ids only", async () => {
    const { pairing, ask, names } = setUp();
    const id = await ask();
    for (const text of [
      id.slice(0, -1),
      `${id}x`,
      id.toUpperCase(),
      "pair_",
      "latest",
      "",
      ` ${id}`,
      `exec${id.slice(4)}`,
    ]) {
      expect(await pairing.approve(text, operator)).toEqual({ status: "not_found" });
    }
    expect(names().slice(1)).toEqual(Array.from({ length: 8 }, () => "pairing.refused not_found"));
    expect(await pairing.pending()).toHaveLength(1);
  });
});

describe("[R3.5] Several approvers", () => {
  test("are distinct people; the operator is one of them, however they come", async () => {
    const { pairing, ask, names } = setUp({ rules: { requiredApprovals: 3 } });
    const id = await ask();
    expect(await pairing.approve(id, operator)).toMatchObject({ status: "voted", have: 1, need: 3 });
    expect(await pairing.approve(id, { kind: "operator", via: "dashboard" })).toMatchObject({ have: 1 });
    expect(await pairing.approve(id, by(second))).toMatchObject({ have: 2 });
    expect(await pairing.approve(id, by(second))).toMatchObject({ have: 2 });
    const last = await pairing.approve(id, by(third));
    expect(last).toMatchObject({ status: "approved", grant: { approvedBy: ["operator", "telegram:2", "telegram:3"] } });
    expect(names().filter((name) => name === "pairing.vote")).toHaveLength(5);
  });

  test("linked identities are one person, also when they are linked after voting", async () => {
    const { pairing, ask, setRules } = setUp({ rules: { requiredApprovals: 2 } });
    const id = await ask();
    await pairing.approve(id, by(second));
    setRules({ requiredApprovals: 2, personOf: ({ id: name }) => (name === "2" || name === "3" ? "bob" : name) });
    expect(await pairing.approve(id, by(third))).toMatchObject({ status: "voted", have: 1 });
    expect((await pairing.approve(id, by(owner))).status).toBe("approved");
  });

  test("the vote of somebody who is no approver any more does not count", async () => {
    const { pairing, ask, setRules } = setUp({ rules: { requiredApprovals: 2 } });
    const id = await ask();
    await pairing.approve(id, by(second));
    setRules({ isApprover: ({ id: name }) => name !== "2" });
    expect(await pairing.approve(id, by(owner))).toMatchObject({ status: "voted", have: 1 });
  });

  test("a stricter rule counts for requests that wait already, a looser one does not", async () => {
    const { pairing, ask, setRules } = setUp();
    const [one, two] = [await ask(ana), await ask(person("43"))];
    setRules({ requiredApprovals: 2 });
    expect(await pairing.approve(one, operator)).toMatchObject({ status: "voted", have: 1, need: 2 });
    setRules({ requiredApprovals: 1 });
    expect(await pairing.approve(one, operator)).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect((await pairing.approve(two, operator)).status).toBe("approved");
  });

  test("one no ends it", async () => {
    const { pairing, ask } = setUp({ rules: { requiredApprovals: 2 } });
    const id = await ask();
    await pairing.approve(id, by(second));
    expect((await pairing.deny(id, by(third))).status).toBe("denied");
    expect((await pairing.approve(id, by(owner))).status).toBe("already");
  });
});

describe("[R0.3] Without its store", () => {
  test("nothing is ever a yes", async () => {
    let down = false;
    const gone = async (): Promise<never> => {
      throw new MoltbotError("unavailable", "Postgres is gone");
    };
    const { pairing, ask } = setUp({
      wrap: (memory) => ({ ...memory, commit: (commit) => (down ? gone() : memory.commit(commit)) }),
    });
    const id = await ask();
    down = true;
    await expect(pairing.approve(id, operator)).rejects.toMatchObject({ code: "unavailable" });
    await expect(pairing.admit(ana, operator)).rejects.toMatchObject({ code: "unavailable" });
    await expect(pairing.request(person("7"), {})).rejects.toMatchObject({ code: "unavailable" });
    down = false;
    expect((await pairing.approve(id, operator)).status).toBe("approved");
  });
});
