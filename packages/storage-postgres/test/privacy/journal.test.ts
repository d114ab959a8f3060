import { testErasureJournal } from "@moltbot/pairing/testing";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { type Opened, pgliteDatabase, postgresDatabase } from "../support/open.ts";
import { start } from "./support.ts";

describe.each([
  ["Postgres", () => postgresDatabase(inject("databaseUrl"))],
  ["PGlite", pgliteDatabase],
] as const)("%s", (name, make) => {
  let database: Opened;
  beforeAll(async () => {
    database = await make();
  });
  afterAll(() => database.close());
  testErasureJournal(name, async () => {
    const [a, b] = [await database.open(), await database.open()];
    await database.clear();
    return {
      a: a.privacy.journal,
      b: b.privacy.journal,
      async block(who) {
        const block = { principal: who, blockedAt: start, blockedBy: "operator" };
        const seen = { type: "put-user", principal: who, profile: {}, seenAt: start } as const;
        await a.pairing.commit({ changes: [seen, { type: "put-block", block }], events: [] });
      },
      close: async () => void (await Promise.all([a.close(), b.close()])),
    };
  });
});
