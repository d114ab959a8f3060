import { appends } from "./audit/appends.ts";
import { longLog } from "./audit/long-log.ts";
import { withDatabase } from "./gateway/database.ts";

/**
 * What the chain costs beside plain inserts of the same records, and what a log of `BENCH_AUDIT_ROWS` records (default
 * 1,000,000) can do. Postgres: `DATABASE_URL`, or the local server.
 */
export async function run(): Promise<string> {
  const server = process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const rows = Number(process.env["BENCH_AUDIT_ROWS"] ?? 1_000_000);
  const parts = [
    await withDatabase(server, (url) => appends(url)),
    await withDatabase(server, (url) => longLog(url, rows)),
  ];
  return ["## Audit log", ...parts].join("\n\n");
}
