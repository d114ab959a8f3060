import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import type { Driver } from "../../src/driver.ts";
import { createPgliteEngine, pgliteDriver } from "../../src/pglite-driver.ts";
import { createPostgresDriver } from "../../src/postgres-driver.ts";
import { openStorage } from "../../src/storage.ts";
import { deps } from "../support/open.ts";
import { live } from "./seed.ts";
import { dump, privacyOf, profileOfZora, secretText, tracesOfZora, zora } from "./support.ts";

const eraser = fileURLToPath(new URL("../support/eraser.ts", import.meta.url));

/** A database that is closed while another process works on it. */
interface Place {
  readonly where: string;
  open(): Promise<{ readonly driver: Driver; close(): Promise<void> }>;
  drop(): Promise<void>;
}

async function onPostgres(): Promise<Place> {
  const { url, drop } = await createTestDatabase(inject("databaseUrl"));
  const open = async () => {
    const driver = await createPostgresDriver({ url, poolSize: 2, timeoutMs: 10_000, ...deps });
    return { driver, close: driver.close };
  };
  return { where: url, open, drop };
}

async function onPglite(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), "moltbot-erase-"));
  const where = join(dir, "data");
  const open = async () => {
    const engine = await createPgliteEngine({ dir: where, log: deps.log });
    return { driver: pgliteDriver(engine), close: engine.close };
  };
  return { where, open, drop: () => rm(dir, { recursive: true, force: true }) };
}

async function killedAt(where: string, step: number): Promise<void> {
  const args = ["--conditions=@moltbot/source", eraser, where, zora.id, String(step)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  let trouble = "";
  child.stderr.on("data", (chunk) => (trouble += chunk));
  const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)));
  expect(trouble).toBe("");
  expect(signal).toBe("SIGKILL");
}

describe.each([
  ["Postgres", onPostgres],
  ["PGlite", onPglite],
] as const)("[R9.4] [R0.4] kill -9 at each step of a purge on %s", (_, make) => {
  test("the next process ends it, and nothing of the person is left", { timeout: 300_000 }, async () => {
    const place = await make();
    for (let step = 0, steps = 1; step <= steps; step++) {
      const before = await place.open();
      const storage = await openStorage(before.driver, deps);
      steps = storage.privacy.places.length;
      await live(storage, before.driver, { who: zora, profile: profileOfZora, text: secretText });
      await storage.close();
      await before.close();
      await killedAt(place.where, step);
      const after = await place.open();
      const next = await openStorage(after.driver, deps);
      const [running] = await next.privacy.journal.running();
      expect(running).toMatchObject({ mode: "purge", done: { length: step } });
      expect(await privacyOf(next).resume()).toBe(1);
      const lines = await dump(after.driver);
      expect(lines.filter((line) => tracesOfZora.test(line))).toEqual([]);
      expect(await next.audit.verify()).toMatchObject({ ok: true });
      // What others left is in the way of the next round.
      await after.driver.query("delete from people");
      await after.driver.query("delete from command_grants");
      await after.driver.query("delete from approvals");
      await after.driver.query("delete from inbox");
      await after.driver.query("delete from identity_labels");
      await after.driver.query("delete from linked_people");
      await after.driver.query("delete from devices");
      await after.driver.query("delete from device_join_codes");
      await next.close();
      await after.close();
    }
    await place.drop();
  });
});
