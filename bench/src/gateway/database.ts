import { randomUUID } from "node:crypto";
import postgres from "postgres";

/** A name for a database that nobody else has. */
export function freshName(): string {
  return `moltbot_bench_${randomUUID().replaceAll("-", "")}`;
}

/** The URL of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement on a server. */
export async function onServer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe(statement);
  await sql.end();
}

/** Runs `work` with an empty database, which is dropped afterwards. */
export async function withDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = freshName();
  await onServer(server, `create database ${name}`);
  try {
    return await work(databaseUrl(server, name));
  } finally {
    await onServer(server, `drop database if exists ${name} with (force)`);
  }
}
