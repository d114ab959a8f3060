import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kill as signal } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseConfig } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { createPairingService, openStores } from "@moltbot/gateway";
import { databaseUrl, freshName, onServer } from "../gateway/database.ts";
import { type BotProcess, startProcess } from "../gateway/process.ts";

const heap = fileURLToPath(new URL("./heap.ts", import.meta.url));
const cli = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));

/** A gateway with many people waiting, on Postgres. */
export interface Crowded {
  readonly process: BotProcess;
  /** Live objects of the gateway after a collection, in MB. */
  heapMb(): Promise<number>;
  /** Calls the API as the operator. */
  call(path: string, body?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Ids of the requests, oldest first. */
  readonly ids: readonly string[];
  close(): Promise<void>;
}

/** Fills a fresh database with requests, then starts a gateway on it, from its sources. */
export async function startCrowded(server: string, requests: number): Promise<Crowded> {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-bench-"));
  const database = freshName();
  await onServer(server, `create database ${database}`);
  const text = JSON.stringify({
    database: { url: databaseUrl(server, database) },
    pairing: { maxPending: 100_000, requestTtlMs: "7 days" },
    devices: { maxPending: 100 },
    channels: { telegram: { accounts: Object.fromEntries(Array.from({ length: accounts }, (_, n) => [`a${n}`, {}])) } },
    logging: { level: "warn" },
  });
  const file = join(stateDir, "moltbot.json5");
  await writeFile(file, text, { mode: 0o600 });
  const ids = await fill(text, stateDir, requests);
  // As autovacuum does within a minute.
  await onServer(databaseUrl(server, database), "analyze");
  const args = [
    "--conditions=@moltbot/source",
    "--expose-gc",
    `--import=${heap}`,
    cli,
    "gateway",
    "--port",
    "0",
    "--config",
    file,
    "--state-dir",
    stateDir,
  ];
  const process = await startProcess(args, () => urlIn(stateDir));
  const { token } = JSON.parse(await readFile(join(stateDir, "gateway.json"), "utf8")) as { token: string };
  return {
    process,
    ids,
    heapMb: () => heapOf(process.pid),
    async call(path, body) {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const init = body === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(body) };
      const answer = await fetch(new URL(path, process.url), init);
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async close() {
      await process.stop();
      await rm(stateDir, { recursive: true, force: true });
      await onServer(server, `drop database if exists ${database} with (force)`);
    },
  };
}

async function heapOf(pid: number): Promise<number> {
  const file = join(tmpdir(), `moltbot-bench-heap-${pid}`);
  await rm(file, { force: true });
  signal(pid, "SIGUSR2");
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text !== "") {
      await rm(file, { force: true });
      return Math.round((Number(text) / 2 ** 20) * 10) / 10;
    }
    await wait(20);
  }
}

async function urlIn(stateDir: string): Promise<string | undefined> {
  const text = await readFile(join(stateDir, "gateway.json"), "utf8").catch(() => undefined);
  return text === undefined || text === "" ? undefined : (JSON.parse(text) as { url: string }).url;
}

const atOnce = 16;
/** Filing looks at everybody who waits on the same account. */
const accounts = 50;

async function fill(text: string, stateDir: string, requests: number): Promise<readonly string[]> {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
  const stores = await openStores({ config: parsed.config, stateDir, ...shared });
  const pairing = createPairingService({ config: () => parsed.config, stores, ...shared });
  const ids: string[] = [];
  for (let n = 0; n < requests; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, requests - n) }, async (_, at) => {
      const who = { channel: "telegram", account: `a${(n + at) % accounts}`, id: String(100_000 + n + at) };
      const asked = await pairing.request(
        who,
        { displayName: `Person ${n + at}` },
        { firstMessage: "Hello, may I come in?" },
      );
      if (asked.status !== "filed") throw new Error(`not filed: ${asked.status}`);
      return asked.approval.id;
    });
    ids.push(...(await Promise.all(some)));
  }
  await stores.close();
  return ids;
}
