import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../test/support/databases.ts";
import { openPglite, openPostgres, type PostgresStorage } from "../src/index.ts";
import { deps } from "./support/open.ts";

const writer = fileURLToPath(new URL("support/writer.ts", import.meta.url));

/** Runs the writer until it has acknowledged `count` writes, kills it in the middle of the next, gives back what it acknowledged. */
async function writeAndKill(where: string, round: string, count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--conditions=@moltbot/source", writer, where, round], {
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

async function missing(storage: PostgresStorage, acknowledged: readonly string[]): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const line of acknowledged) {
    const [what, id = ""] = line.split(" ");
    if (what === "filed" && (await storage.approvals.get(id)) === undefined) lost.push(line);
    if (what === "completed" && (await storage.messages.history(id, { limit: 1 })).length === 0) lost.push(line);
  }
  return lost;
}

/** Every message that was received is waiting or finished, every finished one has its answer on the way or reported. */
async function check(storage: PostgresStorage, acknowledged: readonly string[]): Promise<void> {
  expect(await missing(storage, acknowledged)).toEqual([]);
  const { unknown } = await storage.messages.recover(2);
  const waiting = await storage.messages.take({ limit: 10_000 });
  const places = new Set([...unknown.map((entry) => entry.conversation.id), ...waiting.map((place) => place.id)]);
  const received = acknowledged.filter((line) => line.startsWith("received")).map((line) => line.slice(9));
  expect(received.filter((id) => !places.has(id))).toEqual([]);
  const verdict = await storage.audit.verify();
  const events = acknowledged.filter((line) => !line.startsWith("received")).length;
  expect(verdict.ok).toBe(true);
  expect(verdict.checked).toBeGreaterThanOrEqual(events);
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "moltbot-kill-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("[R0.4] kill -9 in the middle of writing", () => {
  test("Postgres keeps every acknowledged write", async () => {
    const database = await createTestDatabase(inject("databaseUrl"));
    const acknowledged: string[] = [];
    for (const round of ["a", "b", "c"]) acknowledged.push(...(await writeAndKill(database.url, round, 300)));
    const storage = await openPostgres({ url: database.url, ...deps });
    await check(storage, acknowledged);
    await storage.close();
    await database.drop();
  });

  test("[R9.8] PGlite keeps every acknowledged write, and its directory is free at once", async () => {
    const acknowledged: string[] = [];
    const state = join(dir, "state");
    // What a kill during the very first start leaves behind.
    await mkdir(join(state, "data.new"), { recursive: true });
    await writeFile(join(state, "data.new", "PG_VERSION"), "18\n");
    for (const round of ["a", "b", "c"]) acknowledged.push(...(await writeAndKill(state, round, 300)));
    const storage = await openPglite({ dir: state, ...deps });
    expect((await readdir(state)).sort()).toEqual(["data", "lock"]);
    expect((await stat(join(state, "data"))).mode & 0o777).toBe(0o700);
    await expect(openPglite({ dir: state, ...deps })).rejects.toMatchObject({ code: "conflict" });
    await check(storage, acknowledged);
    await storage.close();
    const again = await openPglite({ dir: state, ...deps });
    expect(await missing(again, acknowledged)).toEqual([]);
    await again.close();
  });
});
