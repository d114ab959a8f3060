import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { databaseUrl, freshName, onServer } from "./database.ts";
import { type BotProcess, startProcess } from "./process.ts";

const secret = "bench-secret-bench-secret-bench";
const cli = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
const peer = fileURLToPath(new URL("./chat-sdk-bot.ts", import.meta.url));

/** A bot that can be measured. */
export interface Subject {
  readonly name: string;
  readonly hook: { url: string; secret: string };
  readonly process: BotProcess;
  /** Stops it and starts it again on the same state. */
  restart(): Promise<Subject>;
  close(): Promise<void>;
}

/** Servers that the subjects use. */
export interface Servers {
  readonly platformUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** The echo bot on Chat SDK with its state in Redis. */
export async function startPeer(servers: Servers): Promise<Subject> {
  const prefix = `bench-${randomUUID()}`;
  const args = [peer, servers.platformUrl, secret, servers.redisUrl, prefix];
  const running = await startProcess(args, async (out) => /ready (\S+)/.exec(out)?.[1]);
  const subject: Subject = {
    name: "Chat SDK echo (Redis)",
    hook: { url: running.url, secret },
    process: running,
    restart: async () => subject,
    close: () => running.stop(),
  };
  return subject;
}

/** Our gateway, from its built CLI, on PGlite or on Postgres and Redis. */
export async function startGatewaySubject(kind: "pglite" | "postgres", servers: Servers): Promise<Subject> {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-bench-"));
  const database = freshName();
  const stores =
    kind === "pglite"
      ? {}
      : {
          database: { url: databaseUrl(servers.databaseUrl, database) },
          redis: { url: servers.redisUrl, keyPrefix: `${database}:` },
        };
  if (kind === "postgres") await onServer(servers.databaseUrl, `create database ${database}`);
  const config = {
    ...stores,
    gateway: { port: await freePort() },
    logging: { level: "warn" },
    messages: { maxPerMinute: 0 },
    acknowledge: ["open-dm-write", "open-dm-unlimited"],
    channels: {
      telegram: { botToken: "42:bench", apiRoot: servers.platformUrl, dmPolicy: "open", webhook: { secret } },
    },
  };
  const configFile = join(stateDir, "moltbot.json5");
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 });
  const args = [cli, "gateway", "--config", configFile, "--state-dir", stateDir];
  const start = (): Promise<BotProcess> => startProcess(args, () => readyUrl(config.gateway.port));
  const make = (running: BotProcess): Subject => ({
    name: kind === "pglite" ? "Moltbot gateway (PGlite)" : "Moltbot gateway (Postgres + Redis)",
    hook: { url: `${running.url}/webhooks/telegram/default`, secret },
    process: running,
    async restart() {
      await running.stop();
      return make(await start());
    },
    async close() {
      await running.stop();
      await rm(stateDir, { recursive: true, force: true });
      if (kind === "postgres") await onServer(servers.databaseUrl, `drop database if exists ${database} with (force)`);
    },
  });
  return make(await start());
}

async function readyUrl(port: number): Promise<string | undefined> {
  const url = `http://127.0.0.1:${port}`;
  try {
    return (await fetch(`${url}/readyz`)).status === 200 ? url : undefined;
  } catch {
    return undefined; // not listening yet
  }
}

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
