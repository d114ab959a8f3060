import { formatPrincipal } from "@moltbot/core";
import type { Erasure, PersonalPlace } from "@moltbot/pairing/privacy";
import { arrive, ending } from "@moltbot/sessions/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { PostgresStorage } from "../../src/storage.ts";
import { type Opened, pgliteDatabase, postgresDatabase } from "../support/open.ts";
import { live } from "./seed.ts";
import { dump, privacyOf, profileOfZora, secretText, start, tracesOfZora, zora } from "./support.ts";

const by = "cli" as const;
const place = { channel: "telegram", account: "default", kind: "dm", id: zora.id } as const;
const said = (id: string) => ({
  kind: "message" as const,
  message: {
    ...{ id, event: "message" as const, conversation: place, text: "again", at: start, attachments: [] },
    ...{ mentionsBot: false, repliesToBot: false, own: false, sender: { id: zora.id, isBot: false } },
  },
});

describe.each([
  ["Postgres", () => postgresDatabase(inject("databaseUrl"))],
  ["PGlite", pgliteDatabase],
] as const)("[R9.4] Erasing on %s", (_, open) => {
  let database: Opened;
  let storage: PostgresStorage;
  let other: PostgresStorage;
  beforeAll(async () => {
    database = await open();
    [storage, other] = [await database.open(), await database.open()];
  });
  beforeEach(async () => {
    await database.clear();
    await live(storage, database.driver, { who: zora, profile: profileOfZora, text: secretText });
  });
  afterAll(() => database.close());
  const lines = async (pattern: RegExp): Promise<readonly string[]> =>
    (await dump(database.driver)).filter((line) => pattern.test(line));

  test("delete keeps what the audit log says, and a keyed hash that keeps a blocked person out until they are unblocked", async () => {
    await privacyOf(storage).erase({ who: zora, mode: "delete", by });
    const left = await lines(tracesOfZora);
    expect(left.filter((line) => !line.startsWith("audit_"))).toEqual([]);
    expect(left.length).toBeGreaterThan(0);
    expect(await other.pairing.user(zora)).toBeUndefined();
    expect((await other.pairing.standing(zora)).block).toMatchObject({ principal: zora, blockedBy: "operator" });
    const linked = { channel: "discord", account: "default", id: "5" };
    expect((await other.pairing.standing(linked, [zora])).block).toMatchObject({ principal: zora });
    expect((await other.pairing.standing(linked)).block).toBeUndefined();
    const free = { type: "remove-block", principal: zora } as const;
    const clash = { type: "update", approval: { id: "pair_x", votes: [] }, expectedVersion: 3 } as never;
    expect(await other.pairing.commit({ changes: [free, clash], events: [] })).toMatchObject({ status: "conflict" });
    expect((await storage.pairing.standing(zora)).block).toBeDefined();
    expect(await other.pairing.commit({ changes: [free], events: [] })).toMatchObject({ status: "committed" });
    expect(await storage.pairing.standing(zora)).toEqual({});
  });

  test("anonymize keeps the conversation under a random name that leads nowhere, and purge of that name ends it", async () => {
    const outcome = await privacyOf(storage).erase({ who: zora, mode: "anonymize", by });
    const pseudonym = outcome.status === "erased" ? (outcome.pseudonym ?? "") : "";
    expect(pseudonym).toMatch(/^anon-[0-9a-z]{16}$/);
    expect(await lines(/777001234(?!\d)|zora|quill|600777888/i)).toEqual([]);
    expect(await storage.messages.history(`anonymous:${pseudonym}`, { limit: 9 })).toMatchObject([
      { role: "user", text: `I am [erased]: ${secretText}` },
    ]);
    expect(await lines(/^erasures .*anon-/)).toEqual([]);
    const page = await storage.audit.query({ user: `anonymous:${pseudonym}` });
    expect(page.records.length).toBeGreaterThan(0);
    expect(await storage.audit.verify()).toMatchObject({ ok: true });
    const who = { channel: "anonymous", account: "default", id: pseudonym };
    await privacyOf(storage).erase({ who, mode: "purge", by });
    expect(await lines(/ultraviolet/)).toEqual([]);
    expect(await lines(new RegExp(`anonymous.*${pseudonym}`))).toEqual([]);
    expect(await storage.audit.verify()).toMatchObject({ ok: true });
  });

  test("a dry run says what would go and changes nothing", async () => {
    const before = await dump(database.driver);
    const seen = await privacyOf(storage).preview({ who: zora, mode: "purge" });
    expect(seen).toMatchObject({
      blocked: true,
      tally: { people: 1, blocks: 1, approvals: 2, history: 4, audit_personal: 2 },
    });
    expect((await privacyOf(storage).preview({ who: zora, mode: "delete" })).tally).not.toHaveProperty(
      "audit_personal",
    );
    expect(await dump(database.driver)).toEqual(before);
  });

  test("what is written about them meanwhile is dropped or refused, and afterwards they are a stranger", async () => {
    const waiting = await storage.messages.takeOutbox({ limit: 0, now: start });
    expect(waiting).toEqual([]);
    const [seq = 0] = await arrive(other.messages, said("before"));
    const seen: string[] = [];
    const meanwhile: PersonalPlace = {
      name: "meanwhile",
      count: async () => ({}),
      async erase() {
        expect(await other.messages.receive([said("during")], start)).toEqual([{ status: "duplicate" }]);
        const late = ending(seq, {
          history: [{ session: formatPrincipal(zora), role: "user", text: "late", at: start }],
        });
        expect(await other.messages.complete([late], start)).toMatchObject([{ status: "lost" }]);
        await other.messages.enqueue([{ conversation: place, message: { text: "late" } }], [], start);
        const row = { type: "put-user", principal: zora, profile: {}, seenAt: start } as const;
        expect(await other.pairing.commit({ changes: [row], events: [] })).toMatchObject({ status: "conflict" });
        const event = {
          event: "test.late",
          at: start,
          outcome: "done",
          actor: { kind: "person", principal: zora },
        } as const;
        await other.audit.append([event]);
        seen.push("all");
        return {};
      },
    };
    await privacyOf(storage, [meanwhile]).erase({ who: zora, mode: "purge", by });
    expect(seen).toEqual(["all"]);
    expect(await lines(tracesOfZora)).toEqual([]);
    expect(await storage.audit.verify()).toMatchObject({ ok: true });
    expect(await other.messages.receive([said("after")], start)).toMatchObject([{ status: "held" }]);
    expect(await storage.pairing.standing(zora)).not.toHaveProperty("grant");
  });

  test("[R0.4] an erasure that was interrupted at any place goes on where another process finds it", async () => {
    const names = [...storage.privacy.places.map(({ name }) => name), "last"];
    for (const broken of names) {
      await database.clear();
      await live(storage, database.driver, { who: zora, profile: profileOfZora, text: secretText });
      const first = await database.open();
      const failing = (name: string): PersonalPlace => ({
        name: `before ${name}`,
        count: async () => ({}),
        erase: async () => Promise.reject(new Error("interrupted")),
      });
      const at = names.indexOf(broken);
      const places = [...first.privacy.places];
      places.splice(at, 0, failing(broken));
      const interrupted = privacyOf({ ...first, privacy: { ...first.privacy, places } });
      await expect(interrupted.erase({ who: zora, mode: "purge", by })).rejects.toThrow("interrupted");
      // While its process lives, nobody else takes it over.
      expect(await privacyOf(storage).resume()).toBe(0);
      await first.close();
      const [running]: readonly Erasure[] = await storage.privacy.journal.running();
      expect(running?.done).toHaveLength(at);
      expect(await privacyOf(storage).resume()).toBe(1);
      expect(await lines(tracesOfZora)).toEqual([]);
      expect(await storage.privacy.journal.running()).toEqual([]);
    }
  });

  test("an export holds everything of theirs, names nobody else, and its digests fit", async () => {
    let text = "";
    for await (const piece of privacyOf(storage).export([{ who: zora }], by)) text += piece;
    const document = JSON.parse(text);
    expect(Object.keys(document.sections)).toEqual([
      ...[
        "profile",
        "pairing",
        "blocks",
        "sessions",
        "delegations",
        "identities",
        "requests",
        "votes",
        "command-grants",
      ],
      ...["history", "received", "outgoing", "conversations", "audit"],
    ]);
    expect(text).not.toMatch(/telegram:other|Other|telegram:1"/);
    expect(document.sections.history.map((row: { text: string }) => row.text)).toContain(secretText);
    const [event] = (await storage.audit.query({ event: "user.exported" })).records;
    expect(event).toMatchObject({ subject: formatPrincipal(zora), data: { history: 4 } });
  });
});
