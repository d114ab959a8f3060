import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Opened, postgresDatabase } from "./support/open.ts";

const runner = fileURLToPath(new URL("support/pairing-runner.ts", import.meta.url));

let database: Opened & { readonly url: string };
beforeAll(async () => {
  database = await postgresDatabase(inject("databaseUrl"));
  await database.open();
});
afterAll(() => database.close());

/** Runs it until it has said `count` lines, and kills it in the middle of the next. */
async function runAndKill(round: string, count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--conditions=@moltbot/source", runner, database.url, round], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let trouble = "";
  child.stderr.on("data", (chunk) => (trouble += chunk));
  child.stdout.on("data", (chunk) => {
    output += chunk;
    if (output.split("\n").length > count) child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)));
  expect(trouble).toBe("");
  expect(signal).toBe("SIGKILL");
  return output.split("\n").slice(0, -1);
}

const list = async (sql: string): Promise<readonly string[]> =>
  (await database.driver.query(sql)).map((row) => String(row["who"])).sort();
const owed = (text: string): Promise<readonly string[]> =>
  list(
    `select c.chat as who from outbox o join conversations c on c.id = o.conversation where o.message->>'text' = '${text}'`,
  );
const told = (event: string): Promise<readonly string[]> =>
  list(`select e.subject_id as who from audit_events e where e.event = '${event}'`);

test("[R3.5] [R3.6] kill -9 leaves each approval, reminder, lapse and escalation whole or not at all, and said once", async () => {
  const said: string[] = [];
  for (const round of ["a", "b", "c"]) said.push(...(await runAndKill(round, 60)));
  const approved = await list("select requester_id as who from approvals where status = 'approved'");
  expect(approved.length).toBeGreaterThan(80);
  for (const line of said.filter((one) => one.endsWith("approved"))) {
    expect(
      (
        await database.driver.query(
          `select 1 as who from approvals where id = '${line.split(" ")[0]}' and status = 'approved'`,
        )
      ).length,
    ).toBe(1);
  }
  expect(await list("select id as who from grants")).toEqual(approved);
  expect(await list("select id as who from user_sessions")).toEqual(approved);
  expect(await told("pairing.approved")).toEqual(approved);
  expect(await owed("paired")).toEqual(approved);
  const reminded = await list("select id as who from grants where reminded_at is not null");
  expect(reminded.length).toBeGreaterThan(0);
  expect(await told("pairing.reminded")).toEqual(reminded);
  expect(await owed("reminded")).toEqual(reminded);
  const lapsed = await list("select id as who from grants where lapsed_at is not null");
  expect(await told("pairing.lapsed")).toEqual(lapsed);
  expect(await owed("lapsed")).toEqual(lapsed);
  const escalated = await list("select requester_id as who from approvals where payload ? 'escalatedAt'");
  expect(escalated.length).toBeGreaterThan(0);
  expect(await told("pairing.escalated")).toEqual(escalated);
  expect(await owed("escalated")).toEqual(escalated);
});
