import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";

/** Storage settings for a gateway's config, and how to clean up after it. */
export interface Engine {
  readonly config: Record<string, unknown>;
  drop(): Promise<void>;
}

/** The two storage shapes that everything must work on. */
export const engines: readonly { readonly name: string; readonly open: () => Promise<Engine> }[] = [
  { name: "PGlite", open: async () => ({ config: {}, drop: async () => {} }) },
  {
    name: "Postgres and Redis",
    async open() {
      const database = await createTestDatabase(inject("databaseUrl"));
      return {
        config: {
          database: { url: database.url },
          redis: { url: inject("redisUrl"), keyPrefix: `test-${randomUUID()}:` },
        },
        drop: () => database.drop(),
      };
    },
  },
];
