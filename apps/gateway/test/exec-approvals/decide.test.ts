import { MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { readExecPayload } from "../../src/exec/approvals/payload.ts";
import { type Desk, execConfig, inChat, openDesk, operator, person, question } from "./support.ts";

async function asked(desk: Desk, ...o: Parameters<typeof question>): Promise<string> {
  return (await desk.exec.ask(question(...o))).approval.id;
}

describe("asking", () => {
  test("the same command of the same session waits once, another session asks for itself [R7.3]", async () => {
    const { exec } = openDesk();
    const first = await exec.ask(question());
    expect(first).toMatchObject({ status: "filed", approval: { kind: "exec", required: 1, status: "pending" } });
    expect(first.approval.id).toMatch(/^exec_[0-9a-z]{26}$/);
    expect(first.approval.expiresAt - first.approval.createdAt).toBe(300_000);
    expect(await exec.ask(question())).toEqual({ status: "pending", approval: first.approval });
    expect((await exec.ask(question(undefined, { session: "telegram:201" }))).status).toBe("filed");
    expect((await exec.ask(question(undefined, { where: "host" }))).status).toBe("filed");
    expect((await exec.ask(question("git push origin main --force"))).status).toBe("filed");
    expect(await exec.pending()).toHaveLength(4);
  });

  test("what is stored reads back whole, and nothing that was changed since does [R7.4]", async () => {
    const { exec } = openDesk();
    const { approval } = await exec.ask(question());
    const { who: _who, plan, ...rest } = question();
    expect(readExecPayload(approval)).toEqual({
      ...rest,
      policy: expect.stringMatching(/^[0-9a-f]{16}$/),
      mode: "always",
      plan: { ...plan, digest: plan.digest },
    });
    const stored = JSON.parse(JSON.stringify(approval.payload));
    for (const damage of [{ plan: { ...stored.plan, cwd: "/" } }, { digest: "0" }, { line: 1 }, { commands: ["x"] }]) {
      expect(readExecPayload({ kind: "exec", payload: { ...stored, ...damage } })).toBeUndefined();
    }
  });

  test("no answer in time is a no, and who asked hears it [R7.3]", async () => {
    const desk = openDesk();
    const id = await asked(desk);
    await desk.clock.advance(300_000);
    expect(await desk.exec.pending()).toEqual([]);
    expect(await desk.exec.decide(id, "approve", { by: operator })).toMatchObject({ status: "expired" });
    const second = await asked(desk);
    await desk.clock.advance(300_000);
    expect((await desk.exec.expire()).map((one) => one.id)).toEqual([second]);
    expect(await desk.exec.expire()).toEqual([]);
    expect(desk.notices.filter((notice) => notice.to.id === "200").map((notice) => notice.text)).toEqual([
      expect.stringContaining("Nobody answered in time"),
      expect.stringContaining("Nobody answered in time"),
    ]);
  });
});

describe("who decides", () => {
  test("approvers and the operator, never strangers, the blocked or the one who asked [R7.5]", async () => {
    const desk = openDesk();
    const own = await asked(desk, undefined, { who: person("100"), session: "telegram:100" });
    const by = (id: string) => desk.exec.decide(own, "approve", { by: inChat(id) });
    expect(await by("300")).toEqual({ status: "forbidden", because: "not_approver" });
    expect(await by("100")).toEqual({ status: "forbidden", because: "own_request" });
    expect(await by("101")).toMatchObject({ status: "approved", scope: "once" });
    expect(await desk.exec.decide(own, "deny", { by: operator })).toMatchObject({ status: "already" });
    expect(await desk.events()).toEqual([
      "exec.requested",
      "exec.refused not_approver",
      "exec.refused own_request",
      "exec.vote",
      "exec.approved quorum",
      "exec.refused already_decided",
    ]);
  });

  test("a single owner is the operator, decides on their own request, and it is written down [R7.5]", async () => {
    const config = execConfig({}, { owners: ["telegram:100"], identityLinks: { olga: ["telegram:100", "web:olga"] } });
    for (const by of [inChat("100"), operator]) {
      const desk = openDesk(config);
      const id = await asked(desk, undefined, { who: person("100"), session: "telegram:100" });
      expect(await desk.exec.decide(id, "approve", { by })).toMatchObject({ status: "approved" });
      const { records } = await desk.audit.query({ event: "exec.vote", limit: 5 });
      expect(records.map(({ data }) => data)).toMatchObject([{ ownRequest: true, scope: "once" }]);
    }
    const two = openDesk(
      execConfig(
        { requiredApprovals: 2 },
        { owners: ["telegram:100"], pairing: { approvers: ["telegram:100", "telegram:102"] } },
      ),
    );
    const id = await asked(two);
    expect(await two.exec.decide(id, "approve", { by: inChat("100") })).toMatchObject({ status: "voted", have: 1 });
    expect(await two.exec.decide(id, "approve", { by: operator })).toMatchObject({ status: "voted", have: 1 });
    expect(await two.exec.decide(id, "approve", { by: inChat("102") })).toMatchObject({ status: "approved" });
  });

  test("several people, linked identities once; who is removed or blocked counts no more [R7.5]", async () => {
    const people = {
      owners: ["telegram:100", "telegram:101"],
      identityLinks: { sam: ["telegram:101", "telegram:111"] },
    };
    const approvers = (...ids: string[]) => ({ ...people, pairing: { approvers: ids.map((id) => `telegram:${id}`) } });
    const desk = openDesk(execConfig({ requiredApprovals: 2 }, approvers("100", "101", "111", "102")));
    const id = await asked(desk);
    const by = (who: string) => desk.exec.decide(id, "approve", { by: inChat(who) });
    expect(await by("101")).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect(await by("111")).toMatchObject({ status: "voted", have: 1, need: 2 });
    desk.rules.config = execConfig({ requiredApprovals: 2 }, approvers("100", "102"));
    expect(await by("102")).toMatchObject({ status: "voted", have: 1 });
    await desk.store.commit({
      changes: [
        { type: "put-user", principal: person("102"), profile: {}, seenAt: 1 },
        { type: "put-block", block: { principal: person("102"), blockedAt: 1, blockedBy: "operator" } },
      ],
      events: [],
    });
    expect(await by("102")).toEqual({ status: "forbidden", because: "not_approver" });
    expect(await by("100")).toMatchObject({ status: "voted", have: 1 });
    expect(await desk.exec.decide(id, "approve", { by: operator })).toMatchObject({ status: "approved" });
  });

  test("the stricter of the rules now and when it was asked holds [R7.3] [R7.5]", async () => {
    const desk = openDesk(execConfig({ requiredApprovals: 2, approvalMode: "always" }));
    const id = await asked(desk);
    desk.rules.config = execConfig({ requiredApprovals: 1, approvalMode: "once" });
    expect(await desk.exec.decide(id, "approve", { by: inChat("100"), scope: "always" })).toMatchObject({
      status: "refused",
      because: "scope",
      offered: ["once"],
    });
    expect(await desk.exec.decide(id, "approve", { by: inChat("100") })).toMatchObject({ status: "voted", need: 2 });
    const loose = await asked(desk, "ls -la");
    desk.rules.config = execConfig({ requiredApprovals: 2 });
    expect(await desk.exec.decide(loose, "approve", { by: operator })).toMatchObject({ status: "voted", need: 2 });
  });

  test("whoever was blocked meanwhile runs nothing, and what they asked ends [R3.8] [R7.5]", async () => {
    const desk = openDesk();
    const id = await asked(desk);
    const block = { principal: person("200"), blockedAt: 1, blockedBy: "operator" };
    const known = { type: "put-user", principal: person("200"), profile: {}, seenAt: 1 } as const;
    await desk.store.commit({ changes: [known, { type: "put-block", block }], events: [] });
    expect(await desk.exec.decide(id, "approve", { by: operator })).toMatchObject({
      status: "already",
      approval: { status: "cancelled", because: "blocked" },
    });
    const second = await asked(desk, "ls");
    expect(await desk.exec.expire()).toMatchObject([{ id: second, status: "cancelled", because: "blocked" }]);
  });

  test("ids are compared whole, and a stranger learns of none [R7.5]", async () => {
    const desk = openDesk();
    const id = await asked(desk);
    for (const wrong of [id.slice(0, -1), id.toUpperCase(), `${id}0`, "exec_", id.replace("exec_", "pair_")]) {
      expect(await desk.exec.decide(wrong, "approve", { by: operator })).toEqual({ status: "not_found" });
      const stranger = await desk.exec.decide(wrong, "approve", { by: inChat("300") });
      expect(stranger).toEqual({ status: "forbidden", because: "not_approver" });
    }
  });

  test("a damaged question can only be denied [R7.4]", async () => {
    const desk = openDesk();
    const { approval } = await desk.exec.ask(question());
    const damaged = { ...approval, version: 2, payload: { ...approval.payload, digest: "0" } };
    await desk.store.commit({ changes: [{ type: "update", approval: damaged, expectedVersion: 1 }], events: [] });
    await expect(desk.exec.decide(approval.id, "approve", { by: operator })).rejects.toThrow("damaged");
    expect(await desk.exec.decide(approval.id, "deny", { by: operator })).toMatchObject({ status: "denied" });
  });

  test("of many answers at once, one decides [R7.5]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once" }));
    const other = desk.again({});
    const id = await asked(desk);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? desk.exec : other).decide(id, n % 3 === 0 ? "deny" : "approve", { by: operator }),
      ),
    );
    const kinds = answers.map(({ status }) => status);
    expect(kinds.filter((status) => status !== "already")).toHaveLength(1);
    expect((await desk.exec.grants()).length).toBe(kinds.includes("approved") ? 1 : 0);
  });
});

describe("how far a yes reaches", () => {
  test.each([
    ["always", { once: "once", session: undefined, always: undefined, absent: "once" }],
    ["per-session", { once: "once", session: "session", always: undefined, absent: "session" }],
    ["once", { once: "once", session: "session", always: "always", absent: "always" }],
  ] as const)("approvalMode %s [R7.3]", async (approvalMode, expected) => {
    for (const [word, reached] of Object.entries(expected)) {
      const desk = openDesk(execConfig({ approvalMode }));
      const id = await asked(desk);
      const scope = word === "absent" ? {} : { scope: word as "once" };
      const outcome = await desk.exec.decide(id, "approve", { by: operator, ...scope });
      if (reached === undefined) {
        expect(outcome).toMatchObject({ status: "refused", because: "scope" });
        expect(await desk.events()).toContain("exec.refused scope");
        expect(await desk.exec.pending()).toHaveLength(1);
        continue;
      }
      expect(outcome).toMatchObject({ status: "approved", scope: reached });
      const same = await desk.exec.granted(question());
      expect(same?.scope).toBe(reached === "once" ? undefined : reached);
      const elsewhere = await desk.exec.granted(question(undefined, { session: "telegram:201" }));
      expect(elsewhere?.scope).toBe(reached === "always" ? "always" : undefined);
      expect(await desk.exec.granted(question(undefined, { where: "host" }))).toBeUndefined();
      expect(await desk.exec.granted(question(undefined, { agentId: "other" }))).toBeUndefined();
      expect(await desk.exec.granted(question("git push origin main2"))).toBeUndefined();
      const events = await desk.events();
      expect(events.filter((event) => event === "exec.grant_used")).toHaveLength(
        { once: 0, session: 1, always: 2 }[reached],
      );
    }
  });

  test("the most careful of several people counts, and only those who count [R7.3] [R7.5]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once", requiredApprovals: 2 }));
    const id = await asked(desk);
    await desk.exec.decide(id, "approve", { by: inChat("100"), scope: "always" });
    const done = await desk.exec.decide(id, "approve", { by: inChat("101"), scope: "session" });
    expect(done).toMatchObject({
      status: "approved",
      scope: "session",
      grant: { grantedBy: ["telegram:100", "telegram:101"], session: "telegram:200" },
    });
  });

  test("a mode made stricter ends what it would not grant, and revoking counts at once [R7.3] [R7.5]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once" }));
    const id = await asked(desk);
    const done = await desk.exec.decide(id, "approve", { by: operator });
    const grant = done.status === "approved" ? done.grant : undefined;
    expect(await desk.exec.granted(question())).toMatchObject({ id: grant?.id });
    desk.rules.config = execConfig({ approvalMode: "per-session" });
    expect(await desk.exec.granted(question())).toBeUndefined();
    desk.rules.config = execConfig({ approvalMode: "once" });
    expect(await desk.exec.revoke(grant?.id ?? "", inChat("300"))).toEqual({ status: "forbidden" });
    expect(await desk.exec.revoke((grant?.id ?? "").slice(0, -1), operator)).toEqual({ status: "not_found" });
    expect(await desk.exec.revoke(grant?.id ?? "", operator)).toMatchObject({ status: "revoked" });
    expect(await desk.exec.granted(question())).toBeUndefined();
    expect(await desk.exec.grants()).toEqual([]);
    expect(await desk.exec.grants({ all: true })).toHaveLength(1);
    expect(await desk.exec.revoke(grant?.id ?? "", operator)).toMatchObject({ status: "already" });
    expect(await desk.events()).toEqual(expect.arrayContaining(["exec.refused not_approver", "exec.grant_revoked"]));
  });

  test("a store that goes away between the yes and the grant loses no approval [R7.3]", async () => {
    const desk = openDesk(execConfig({ approvalMode: "once" }));
    const id = await asked(desk);
    const away = desk.again({
      grants: { ...desk.grants, list: () => Promise.reject(new MoltbotError("unavailable", "away")) },
    });
    const outcome = await away.decide(id, "approve", { by: operator });
    expect(outcome).toMatchObject({ status: "approved", scope: "always" });
    expect(outcome).not.toHaveProperty("grant");
    expect((await desk.grants.approvedUnclaimed({ kind: "exec" })).map((one) => one.id)).toEqual([id]);
  });

  test("nothing is decided while the store is away [R7.7]", async () => {
    const desk = openDesk();
    const id = await asked(desk);
    const gone = () => Promise.reject(new MoltbotError("unavailable", "away"));
    const away = desk.again({ pairing: { ...desk.store, commit: gone } });
    await expect(away.decide(id, "approve", { by: operator })).rejects.toMatchObject({ code: "unavailable" });
    await expect(away.ask(question("ls"))).rejects.toMatchObject({ code: "unavailable" });
    expect(await desk.exec.pending()).toHaveLength(1);
  });
});
