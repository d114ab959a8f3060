import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, parseConfig } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { createExecService, createPairingService, type ExecApprovals, openStores, type Stores } from "@moltbot/gateway";
import type { Pairing } from "@moltbot/pairing";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { commandsAsk } from "./commands.ts";
import { everybodyAsks } from "./people.ts";

/** A state directory with a config and people who asked to be let in. */
export interface Installation {
  readonly config: Config;
  readonly stateDir: string;
  /** What its processes need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly ids: Awaited<ReturnType<typeof everybodyAsks>>;
  readonly commands: Awaited<ReturnType<typeof commandsAsk>>;
  /** Opens what is kept, as a stopped gateway leaves it. */
  open(): Promise<{ stores: Stores; pairing: Pairing; exec: ExecApprovals }>;
  remove(): Promise<void>;
}

// Tokens are missing on purpose: nothing connects, and the policy still offers pairing.
const text = `{
  owners: ["telegram:1"],
  channels: { telegram: { dmPolicy: "pairing" }, whatsapp: {}, discord: {} },
  pairing: { requiredApprovals: 1 },
  agents: { defaults: { tools: { exec: { approvalMode: "once", timeoutMs: 3600000 } } } },
  gateway: { port: 0 },
}`;

/** Makes one on PGlite, or on a Postgres database of its own. */
export async function install(databaseUrl?: string): Promise<Installation> {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-cli-"));
  const database = databaseUrl === undefined ? undefined : await createTestDatabase(databaseUrl);
  await writeFile(join(stateDir, "moltbot.json5"), text, { mode: 0o600 });
  const env: Record<string, string> = database === undefined ? {} : { DATABASE_URL: database.url };
  const parsed = parseConfig(text, { env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { config } = parsed;
  const open: Installation["open"] = async () => {
    const stores = await openStores({ config, stateDir, log: silentLogger });
    const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
    const parts = { config: () => config, stores, ...shared };
    return { stores, pairing: createPairingService(parts), exec: createExecService(parts) };
  };
  const { stores, pairing, exec } = await open();
  const ids = await everybodyAsks(pairing);
  const commands = await commandsAsk(exec);
  await stores.close();
  return {
    config,
    stateDir,
    env,
    ids,
    commands,
    open,
    remove: async () => {
      await rm(stateDir, { recursive: true, force: true });
      await database?.drop();
    },
  };
}
