import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "@moltbot/config";
import { silentLogger } from "@moltbot/core";
import { inject } from "vitest";
import { createTestDatabase } from "../../../../../test/support/databases.ts";
import { type Gateway, startGateway } from "../../../src/index.ts";

/** A whole gateway without channels but the web chat, on a database of its own. */
export async function startRealGateway(): Promise<{ gateway: Gateway; stop(): Promise<void> }> {
  const database = await createTestDatabase(inject("databaseUrl"));
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-test-"));
  const parsed = parseConfig(JSON.stringify({ database: { url: database.url } }), { file: "moltbot.json5" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const gateway = await startGateway({ config: parsed.config, stateDir, port: 0, log: silentLogger });
  return {
    gateway,
    async stop() {
      await gateway.stop();
      await database.drop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
