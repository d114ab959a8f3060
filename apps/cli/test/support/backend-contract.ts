import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Backend } from "../../src/backend/backend.ts";
import type { AuditView } from "../../src/backend/views.ts";
import type { Installation } from "./installation.ts";

/** A backend on an installation where everybody of `people` has asked. */
export interface Subject {
  readonly backend: Backend;
  readonly installation: Installation;
  close(): Promise<void>;
}

/** What every backend does alike. Each test has people of its own, so order does not matter. */
export function backendContract(name: string, open: () => Promise<Subject>): void {
  describe(name, () => {
    let subject: Subject;
    let backend: Backend;
    beforeAll(async () => {
      subject = await open();
      backend = subject.backend;
    });
    afterAll(() => subject?.close());

    test("lists who waits with everything an approver must see", async () => {
      const pending = await backend.pending();
      expect(pending.find((request) => request.id === subject.installation.ids.fay)).toMatchObject({
        kind: "pairing",
        status: "pending",
        channel: "telegram",
        account: "default",
        userId: "1007",
        displayName: "Fay",
        code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
        firstMessage: "Hi, fay here",
        required: 1,
        approvals: 0,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      });
      const times = pending.map((request) => request.createdAt);
      expect(times).toEqual([...times].sort());
    });

    test("approves by the whole id, once", async () => {
      const { ann } = subject.installation.ids;
      await expect(backend.approve(ann.slice(0, -1))).rejects.toMatchObject({ code: "not_found" });
      expect(await backend.approve(ann)).toMatchObject({
        status: "approved",
        request: { id: ann, status: "approved" },
      });
      await expect(backend.approve(ann)).rejects.toMatchObject({ code: "conflict", data: { request: { id: ann } } });
      expect(await backend.user("telegram:1001")).toMatchObject({ state: "paired", via: ann });
    });

    test("[R0.2] approves by a bare id that names one person", async () => {
      const result = await backend.approve("+84987654321");
      expect(result).toMatchObject({ status: "approved", request: { channel: "whatsapp", userId: "+84987654321" } });
      expect(await backend.user("whatsapp:+84987654321")).toMatchObject({ state: "paired" });
    });

    test("[R0.2] names everybody whom an identity could mean, and changes nothing", async () => {
      const both = ["discord/default:1006", "telegram/default:1006"];
      for (const attempt of [
        () => backend.approve("@sam"),
        () => backend.approve("1006"),
        () => backend.deny("@sam"),
        () => backend.block("@sam"),
      ]) {
        const refusal = await attempt().catch((thrown: unknown) => thrown);
        expect(refusal).toMatchObject({ code: "conflict" });
        expect((refusal as { data: { users: string[] } }).data.users.toSorted()).toEqual(both);
      }
      expect(await backend.user("telegram:1006")).toMatchObject({ state: "pending" });
      expect(await backend.user("discord/default:1006")).toMatchObject({ state: "pending" });
    });

    test("pairs by hand whom nobody has seen, and says when they are paired already", async () => {
      const person = { channel: "telegram", account: "default", userId: "2001" };
      expect(await backend.approve("telegram:2001")).toMatchObject({ status: "done", ...person });
      expect(await backend.approve("telegram:2001")).toMatchObject({ status: "unchanged", ...person });
      expect(await backend.user("telegram:2001")).toMatchObject({ state: "paired" });
    });

    test("denies by @username, and only who asked", async () => {
      expect(await backend.deny("@eve")).toMatchObject({ status: "denied", request: { userId: "1005" } });
      await expect(backend.deny("@eve")).rejects.toMatchObject({ code: "not_found" });
      await expect(backend.deny("pair_nobody")).rejects.toMatchObject({ code: "not_found" });
    });

    test("blocks, unblocks and unpairs, and says when it was so already", async () => {
      const { dan } = subject.installation.ids;
      expect(await backend.block("telegram:1004", { reason: "spam" })).toMatchObject({
        status: "done",
        cancelled: [dan],
      });
      expect(await backend.block("telegram:1004")).toMatchObject({ status: "unchanged" });
      expect(await backend.user("telegram:1004")).toMatchObject({ state: "blocked", blockReason: "spam" });
      await expect(backend.approve("telegram:1004")).rejects.toMatchObject({ code: "denied" });
      expect(await backend.unblock("telegram:1004")).toMatchObject({ status: "done" });
      expect(await backend.unblock("telegram:1004")).toMatchObject({ status: "unchanged" });
      expect(await backend.approve("telegram:1004")).toMatchObject({ status: "done" });
      expect(await backend.unpair("telegram:1004")).toMatchObject({ status: "done", cancelled: [] });
      expect(await backend.unpair("telegram:1004")).toMatchObject({ status: "unchanged" });
    });

    test("[R7.4] [R7.7] lists and shows commands beside people, whole and masked", async () => {
      const { login, long } = subject.installation.commands;
      const both = await backend.requests();
      expect(new Set(both.map(({ kind }) => kind))).toEqual(new Set(["pairing", "exec"]));
      expect((await backend.pending()).every(({ kind }) => kind === "pairing")).toBe(true);
      const one = await backend.request(login);
      expect(one).toEqual(both.find(({ id }) => id === login));
      expect(one).toMatchObject({
        ...{ id: login, kind: "exec", status: "pending", channel: "telegram", userId: "1", required: 1, votes: [] },
        command: {
          line: "curl --token •••[12] https://example.org/login",
          directory: "/workspace",
          where: "sandbox",
          agent: "main",
          masked: true,
          scopes: ["once", "session", "always"],
        },
      });
      expect((await backend.request(long)).command?.line.endsWith("x tail")).toBe(true);
      await expect(backend.request(login.slice(0, -1))).rejects.toMatchObject({ code: "not_found" });
    });

    test("[R7.3] [R7.5] answers commands, lists what was granted, and revokes it", async () => {
      const { push, remove, long } = subject.installation.commands;
      await expect(backend.answer(push.slice(0, -1), "approve")).rejects.toMatchObject({ code: "not_found" });
      const yes = await backend.answer(push, "approve", { scope: "session" });
      const grant = { scope: "session", session: "telegram:1", approval: push, grantedBy: ["operator"] };
      expect(yes).toMatchObject({ status: "approved", scope: "session", grant, request: { status: "approved" } });
      expect(await backend.request(push)).toMatchObject({ votes: [{ by: "operator", via: "cli", scope: "session" }] });
      await expect(backend.answer(push, "deny")).rejects.toMatchObject({ code: "conflict" });
      expect(await backend.answer(remove, "deny")).toMatchObject({ status: "denied", request: { id: remove } });
      const always = await backend.answer(long, "approve");
      expect(always).toMatchObject({ scope: "always", grant: { scope: "always" } });
      const [newest, oldest] = await backend.grants({ all: false });
      expect(oldest).toEqual(yes.status === "approved" ? yes.grant : undefined);
      const id = newest?.id ?? "";
      await expect(backend.revoke(id.slice(0, -1))).rejects.toMatchObject({ code: "not_found" });
      expect(await backend.revoke(id)).toMatchObject({ status: "revoked", grant: { id, revokedBy: "operator" } });
      expect(await backend.revoke(id)).toMatchObject({ status: "already" });
      expect(await backend.grants({ all: false })).toHaveLength(1);
      expect(await backend.grants({ all: true })).toHaveLength(2);
    });

    test("[R3.8] gives a block an end, and makes it longer", async () => {
      const blocked = await backend.block("telegram:1077", { forMs: 7 * 86_400_000, reason: "spam" });
      expect(blocked).toMatchObject({ status: "done", until: expect.stringMatching(/Z$/) });
      expect(await backend.user("telegram:1077")).toMatchObject({ state: "blocked", blockedUntil: blocked.until });
      expect(await backend.block("telegram:1077", { forMs: 86_400_000 })).toMatchObject({ status: "unchanged" });
      expect((await backend.block("telegram:1077")).until).toBeUndefined();
      expect(await backend.unblock("telegram:1077")).toMatchObject({ status: "done" });
    });

    test("[R3.5] hands a vote over for a time, and takes it back", async () => {
      expect(await backend.delegations()).toEqual([]);
      const made = await backend.delegate("telegram:1", "telegram:1078", 2 * 86_400_000);
      expect(made).toMatchObject({ from: "telegram:1", to: "telegram:1078", madeBy: "operator" });
      expect(await backend.delegations()).toEqual([made]);
      await expect(backend.delegate("telegram:1078", "telegram:1", 86_400_000)).rejects.toMatchObject({
        code: "denied",
      });
      await expect(backend.delegate("telegram:1", "telegram:1078", 5)).rejects.toMatchObject({ code: "invalid" });
      expect(await backend.undelegate("telegram:1")).toEqual({ status: "done", from: "telegram:1" });
      expect(await backend.undelegate("telegram:1")).toEqual({ status: "unchanged", from: "telegram:1" });
    });

    test("never blocks an owner", async () => {
      await expect(backend.block("telegram:1")).rejects.toMatchObject({ code: "denied" });
    });

    test("does not know who never wrote", async () => {
      for (const who of ["telegram:999", "@nobody", "999"]) {
        await expect(backend.user(who)).rejects.toMatchObject({ code: "not_found" });
      }
    });

    test("lists people by state and channel", async () => {
      await backend.approve("@ben");
      const paired = await backend.users({ state: "paired" });
      expect(paired.map((user) => user.userId)).toContain("1002");
      expect(paired.every((user) => user.state === "paired")).toBe(true);
      const discord = await backend.users({ channel: "discord" });
      expect(discord.map((user) => user.userId)).toEqual(["1006"]);
    });

    test("tells what happened to somebody, signed by the operator, and proves that nothing was changed", async () => {
      await backend.block("telegram:3001");
      const records = await backend.audit({ user: "telegram:3001", event: "user", limit: 10 });
      expect(records[0]).toMatchObject({ subject: "telegram:3001", actor: "operator (cli)", outcome: "done" });
      expect(records[0]?.at).toMatch(/^\d{4}-.*Z$/);
      expect(await backend.audit({ until: 1000, limit: 10 })).toEqual([]);
      expect((await backend.audit({ limit: 2 })).length).toBe(2);
      expect(await backend.verify()).toMatchObject({ ok: true, checked: expect.any(Number) });
    });

    test("[R9.5] pages through the audit log from either end, proves it against a head, and exports it", async () => {
      const first = await backend.auditPage({ limit: 2, oldestFirst: true });
      const after = first.next ?? "";
      const second = await backend.auditPage({ limit: 1, oldestFirst: true, after });
      const all = await backend.audit({ limit: 5000 });
      expect([...first.records, ...second.records].map(({ id }) => id)).toEqual(
        all
          .toReversed()
          .slice(0, 3)
          .map(({ id }) => id),
      );
      const head = await backend.auditHead();
      expect(await backend.verify(head)).toMatchObject({ ok: true });
      const forged = { ...head, hash: "f".repeat(64) };
      expect(await backend.verify(forged)).toMatchObject({ ok: false, brokenAt: head.seq });
      const filter = { event: "pairing.requested" };
      let text = "";
      for await (const piece of await backend.exportAudit({ filter, format: "json" })) text += piece;
      const records: AuditView[] = JSON.parse(text);
      expect(records.map(({ id }) => id)).toEqual(
        (await backend.audit({ ...filter, limit: 5000 })).map(({ id }) => id).toReversed(),
      );
      await expect(backend.exportAudit({ filter: { event: "%" }, format: "csv" })).rejects.toMatchObject({
        code: "invalid",
      });
      const [said] = await backend.audit({ event: "audit.exported", limit: 1 });
      expect(said).toMatchObject({ actor: "operator (cli)", data: { format: "json", event: "pairing.requested" } });
    });

    test("says how it is doing", async () => {
      expect(await backend.status()).toMatchObject({ trouble: [], pending: expect.any(Number) });
    });
  });
}
