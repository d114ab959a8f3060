import { sampleApproval } from "@moltbot/approvals/testing";
import type { Logger } from "@moltbot/core";
import { pairingSubject } from "@moltbot/pairing";
import { chat, sampleItem, sampleReply } from "@moltbot/sessions/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { PostgresStorage } from "../src/index.ts";
import { deps, meddle, type Opened, pgliteDatabase, postgresDatabase } from "./support/open.ts";

const nasty = ["nul \u0000 inside", "half \ud83e crab", "\udc00", "'; drop table people; --", "\\u0000", "𝕊🦀‮evil"];
const ana = { channel: "telegram", account: "default", id: "42" };

describe.each([
  ["Postgres", () => postgresDatabase(inject("databaseUrl"))],
  ["PGlite", pgliteDatabase],
] as const)("%s and hostile rows", (_, start) => {
  let database: Opened;
  let storage: PostgresStorage;
  const logged: unknown[] = [];
  const log: Logger = { ...deps.log, error: (message, fields) => logged.push([message, fields]) };
  beforeAll(async () => {
    database = await start();
    storage = await database.open({ log });
  });
  afterAll(() => database.close());

  test("stores any text of strangers, and shows what Postgres cannot hold as U+FFFD", async () => {
    for (const [i, text] of nasty.entries()) {
      const who = { ...ana, id: `${i}` };
      const approval = sampleApproval({ subject: pairingSubject(who), requester: who, payload: { text } });
      const result = await storage.pairing.commit({
        changes: [
          { type: "put-user", principal: who, profile: { displayName: text, username: text, phone: text }, seenAt: 1 },
          { type: "file", approval },
        ],
        events: [
          {
            event: "pairing.requested",
            at: 1,
            outcome: "done",
            actor: { kind: "person", principal: who },
            personal: { text },
          },
        ],
        notices: [{ to: who, text, card: approval.id }],
      });
      expect(result).toEqual({ status: "committed" });
      const user = await storage.pairing.user(who);
      expect(user?.profile.displayName).toBe(text.replace(/\u0000|\p{Surrogate}/gu, "\ufffd"));
      expect(user?.pending?.payload["text"]).toBe(user?.profile.displayName);
    }
    expect(await storage.audit.verify()).toMatchObject({ ok: true, checked: nasty.length });
  });

  test("[R0.4] the messages that a change owes are queued with it", async () => {
    const entries = await storage.messages.takeOutbox({ limit: 100, now: Number.MAX_SAFE_INTEGER / 1000 });
    expect(entries.map((entry) => entry.conversation.id)).toEqual(nasty.map((_, i) => `${i}`));
    expect(entries[3]).toMatchObject({ message: { text: nasty[3] }, card: expect.stringMatching(/^pair_/) });
    expect(entries[3]?.message).not.toHaveProperty("card");
  });

  test("never mends an id: two people must not become one", async () => {
    const half = { ...ana, id: "42\u0000" };
    await expect(storage.pairing.standing(half)).rejects.toMatchObject({ code: "invalid" });
    const put = { type: "put-user" as const, principal: half, profile: {}, seenAt: 1 };
    await expect(storage.pairing.commit({ changes: [put], events: [] })).rejects.toMatchObject({ code: "invalid" });
  });

  test("a corrupt question is skipped in lists, named in the log, and an error when asked for", async () => {
    const before = await storage.approvals.pending();
    const bad = before[2]?.id ?? "";
    await database.driver.transaction((tx) => tx.exec("alter table approvals drop constraint payload_is_object"));
    await meddle(database.driver, `update approvals set payload = '[1]' where id = '${bad}'`);
    logged.length = 0;
    expect(await storage.approvals.pending()).toEqual(before.filter((approval) => approval.id !== bad));
    expect(await storage.pairing.queue("telegram", "default")).toHaveLength(nasty.length - 1);
    expect(await storage.pairing.users()).toHaveLength(nasty.length);
    expect(logged).toEqual([["corrupt row skipped", { table: "approvals", id: bad }]]);
    await expect(storage.approvals.get(bad)).rejects.toMatchObject({ code: "invalid", data: { id: bad } });
    // It is cancelled, so that its subject can ask again.
    const [row] = await database.driver.query(
      "select status, because, payload::text from approvals where id = $1::text",
      [bad],
    );
    expect(row).toEqual({ status: "cancelled", because: "corrupt", payload: "[1]" });
    const { records } = await storage.audit.query({ event: "approval.cancelled" });
    expect(records).toMatchObject([{ ref: bad, reason: "corrupt_row", outcome: "failed" }]);
    expect(
      await storage.approvals.commit({ changes: [{ type: "file", approval: sampleApproval() }], events: [] }),
    ).toEqual({ status: "committed" });
  });

  test("a corrupt message holds up neither its conversation nor the outbox", async () => {
    await storage.messages.receive([sampleItem("m1", "c"), sampleItem("m2", "c"), sampleItem("m3", "c")], 1);
    await storage.messages.enqueue([sampleReply("d", "one"), sampleReply("d", "two")], [], 1);
    await meddle(
      database.driver,
      `update inbox set item = '{"kind":"message"}' where item_id = 'm2';
       update outbox set message = '7' where message->>'text' = 'one'`,
    );
    const waiting = await storage.messages.waiting(chat("c"), { limit: 10 });
    expect(waiting.map((entry) => entry.item)).toEqual([sampleItem("m1", "c"), sampleItem("m3", "c")]);
    expect(await storage.messages.takeOutbox({ limit: 10, now: 2 })).toEqual([]);
    expect(await storage.messages.takeOutbox({ limit: 10, now: 2 })).toMatchObject([{ message: { text: "two" } }]);
  });

  test("the log and its seals are append-only", async () => {
    for (const statement of [
      "update audit_events set reason = 'forged'",
      "update audit_events set digest = sha256('forged')",
      "delete from audit_events",
      "update audit_seals set hashes = hashes",
      "delete from audit_seals",
    ]) {
      await expect(database.driver.query(statement)).rejects.toThrow(/append-only/);
    }
    const truncate = database.driver.query("truncate audit_events cascade");
    await expect(truncate).rejects.toThrow(/append-only/);
  });

  test("a secret is made once, for everybody", async () => {
    const other = await database.open();
    const made = await Promise.all(
      [1, 2, 3, 4].map((i) =>
        (i % 2 === 0 ? storage : other).secrets.getOrCreate("cookie", () => Uint8Array.from([i, 0, 255])),
      ),
    );
    expect(new Set(made.map((value) => value.join())).size).toBe(1);
    expect(made[0]).toHaveLength(3);
    await other.close();
  });

  test("closing twice is fine, and a closed storage does nothing any more", async () => {
    const other = await database.open();
    await Promise.all([other.close(), other.close()]);
    await other.close();
  });
});
