import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A Postgres server: `postgres://…/postgres`; each test makes its own database on it. */
    databaseUrl: string;
    /** A Redis server; each test uses its own key prefix. */
    redisUrl: string;
  }
}

/** Finds Postgres and Redis for the whole run. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide("databaseUrl", process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres");
  project.provide("redisUrl", process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379");
}
