import { randomBytes } from "node:crypto";
import postgres from "postgres";

/** An empty database for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, closing whatever is still connected. */
  drop(): Promise<void>;
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Makes an empty UTF-8 database with a name of its own on `serverUrl` (`inject("databaseUrl")`). */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `moltbot_test_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, `create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => onServer(serverUrl, `drop database if exists ${name} with (force)`),
  };
}
