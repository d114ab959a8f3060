import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuns } from "@moltbot/approvals";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../test/support/databases.ts";
import { openPglite, openPostgres, type PostgresStorage } from "../src/index.ts";
import { deps } from "./support/open.ts";

const runner = fileURLToPath(new URL("support/runner.ts", import.meta.url));
const act = { actor: { kind: "system" } } as const;

/** Runs the runner until it has acknowledged `count` steps, kills it, gives back the ids by step. */
async function runAndKill(where: string, count: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const child = spawn(process.execPath, ["--conditions=@moltbot/source", runner, where], {
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
  const steps = new Map(["approved", "granted", "claimed", "finished"].map((what) => [what, new Set<string>()]));
  for (const line of output.split("\n").slice(0, -1)) {
    const [what = "", id = ""] = line.split(" ");
    steps.get(what)?.add(id);
  }
  return steps;
}

/** Nothing that was acknowledged is gone, and every question is run by the dead, by us, or by nobody: never twice. */
async function check(storage: PostgresStorage, steps: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
  const runs = createRuns({ store: storage.grants, clock: deps.clock, runTtlMs: 600_000 });
  const ids = (what: string): readonly string[] => [...(steps.get(what) ?? [])];
  for (const id of ids("granted")) expect((await storage.grants.get(id))?.revokedAt).toBeUndefined();
  for (const id of ids("finished")) expect((await storage.grants.run(id))?.outcome).toBe("exited");
  const running = ids("claimed").filter((id) => !steps.get("finished")?.has(id));
  expect(running.length).toBeGreaterThan(0);
  // A server may notice the end of the dead process's connection a little later than we do.
  const open = new Set((await storage.grants.unfinishedRuns()).map((run) => run.approval));
  const lost = new Set<string>();
  for (let i = 0; i < 100 && lost.size < open.size; i++) {
    for (const run of (await runs.recover()).lost) lost.add(run.approval);
    if (lost.size < open.size) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(lost).toEqual(open);
  for (const id of running) expect(["lost", "exited"]).toContain((await storage.grants.run(id))?.outcome);
  expect(running.filter((id) => lost.has(id)).length).toBeGreaterThan(0);
  for (const id of ids("claimed")) {
    const approval = await storage.approvals.get(id);
    expect(approval && (await runs.claim(approval, act)).status).toBe("already");
  }
  // What was approved and not claimed is carried out by who comes next.
  const due = await runs.due();
  const known = new Set([...due.map(({ id }) => id), ...ids("claimed"), ...open]);
  const missing = ids("approved").filter((id) => !known.has(id));
  for (const id of missing) expect(await storage.grants.run(id)).toBeDefined();
  expect(due.length).toBeGreaterThan(0);
  for (const approval of due) expect((await runs.claim(approval, act)).status).toBe("claimed");
  expect(await runs.due()).toEqual([]);
  expect((await storage.audit.verify()).ok).toBe(true);
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "moltbot-kill-runs-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("[R0.4] [R7.3] kill -9 between the claim and the end of a run", () => {
  test("Postgres: the run is lost and never run again, what nobody claimed is run once", async () => {
    const database = await createTestDatabase(inject("databaseUrl"));
    const steps = await runAndKill(database.url, 300);
    const storage = await openPostgres({ url: database.url, ...deps });
    await check(storage, steps);
    await storage.close();
    await database.drop();
  });

  test("[R9.8] PGlite: the run is lost and never run again, what nobody claimed is run once", async () => {
    const state = join(dir, "state");
    const steps = await runAndKill(state, 300);
    const storage = await openPglite({ dir: state, ...deps });
    await check(storage, steps);
    await storage.close();
  });
});
