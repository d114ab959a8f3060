import type { AuditQuery } from "@moltbot/audit";
import { person, sampleEvent, sampleStart } from "@moltbot/audit/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { auditPage } from "../src/audit-query.ts";
import type { Driver, Parameter } from "../src/driver.ts";
import { deps, type Opened, postgresDatabase } from "./support/open.ts";

const rows = 12_000;
const people = 400;

let database: Opened;
beforeAll(async () => {
  database = await postgresDatabase(inject("databaseUrl"));
  const { audit } = await database.open(deps);
  await audit.append([sampleEvent(0, { event: "rare.first" })]);
  for (let from = 0; from < rows; from += 1000) {
    await audit.append(
      Array.from({ length: 1000 }, (_, i) => {
        const who = person(`${(from + i) % people}`);
        const event = i % 2 === 0 ? "tool.called" : "tool.ended";
        return sampleEvent(from + i, { event, actor: { kind: "person", principal: who }, subject: who });
      }),
    );
    await audit.seal();
  }
});
afterAll(() => database.close());

/** Pages of the database's memory that the query touches, whatever the machine is doing meanwhile. */
async function touched(query: AuditQuery): Promise<number> {
  let asked: { text: string; parameters: readonly Parameter[] } | undefined;
  const spy: Pick<Driver, "query"> = {
    async query(text, parameters = []) {
      asked = { text, parameters };
      return [];
    },
  };
  await auditPage(spy as Driver, query);
  const [answer = {}] = await database.driver.query(
    `explain (analyze, buffers, timing off, format json) ${asked?.text ?? ""}`,
    asked?.parameters,
  );
  const [{ Plan: top }] = answer["QUERY PLAN"] as [{ Plan: Record<string, number> }];
  return (top["Shared Hit Blocks"] ?? 0) + (top["Shared Read Blocks"] ?? 0);
}

test("[R9.5] a page costs what is on it, not what is in the log", async () => {
  const whole = await database.driver.query("select pg_relation_size('audit_events')::float8 / 8192 as pages");
  const limit = 10;
  const one = await touched({ user: "telegram:7", limit });
  // Every record is looked up by four keys, each a few levels deep; the whole log is far more.
  const most = (limit + 1) * 4 * 5 + 60;
  expect(Number(whole[0]?.["pages"])).toBeGreaterThan(most);
  expect(one).toBeLessThan(most);
  const queries: readonly AuditQuery[] = [
    { user: "telegram/default:7", limit, order: "oldest" },
    { user: "telegram:7", event: "tool.ended", limit },
    { event: "tool.ended", limit },
    { event: "tool", limit },
    { event: "rare", limit },
    { event: "rare.first", limit },
    { limit },
    { limit, order: "oldest" },
    { since: sampleStart + (rows - 500) * 60_000, limit },
    { user: "telegram:nobody", limit },
  ];
  for (const query of queries) expect(await touched(query), JSON.stringify(query)).toBeLessThan(most);
});
