import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseConfig } from "@moltbot/config";
import { silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { createPairingService, type Gateway, openStores, type Stores, startGateway } from "@moltbot/gateway";
import type { Pairing } from "@moltbot/pairing";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import type { Io } from "../../src/io.ts";
import { run } from "../../src/run.ts";
import { createFakeIo } from "./fake-io.ts";
import type { Ended } from "./moltbot.ts";
import { tempDir } from "./state-dir.ts";

/** A state directory on a Postgres database of its own, with the command line and, when it is told to, a gateway. */
export interface Live {
  readonly stateDir: string;
  /** What its processes need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command in this process. */
  cli(...args: readonly string[]): Promise<Ended>;
  /** The same at a terminal of so many columns. */
  at(columns: number, ...args: readonly string[]): Promise<Ended>;
  /** The same, with somebody at the terminal who gives these answers. */
  asked(
    answers: readonly string[],
    ...args: readonly string[]
  ): Promise<Ended & { readonly questions: readonly string[] }>;
  /** Starts the gateway on a free port. */
  start(): Promise<Gateway>;
  stop(): Promise<void>;
  /** Works on the store itself; the gateway may be running. */
  inStore<T>(work: (opened: { stores: Stores; pairing: Pairing }) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** Makes one; `more`: what else is in the environment of `cli`. */
export async function createLive(
  databaseUrl: string,
  text: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Live> {
  const stateDir = await tempDir();
  const database = await createTestDatabase(databaseUrl);
  await writeFile(join(stateDir, "moltbot.json5"), text, { mode: 0o600 });
  const env = { DATABASE_URL: database.url, ...more };
  const parsed = parseConfig(text, { env, file: join(stateDir, "moltbot.json5") });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { config } = parsed;
  let gateway: Gateway | undefined;
  const runCli = async (o: Pick<Io, "ask"> & { columns?: number }, args: readonly string[]): Promise<Ended> => {
    const io = createFakeIo({ env, now: Date.now(), ...o });
    const code = await run(["--state-dir", stateDir, ...args], io);
    return { code, stdout: io.stdout(), stderr: io.stderr() };
  };
  const stop = async (): Promise<void> => {
    await gateway?.stop();
    gateway = undefined;
  };
  return {
    stateDir,
    env,
    cli: (...args) => runCli({}, args),
    at: (columns, ...args) => runCli({ columns }, args),
    async asked(answers, ...args) {
      const questions: string[] = [];
      const left = [...answers];
      const ask = async (question: string): Promise<string> => {
        questions.push(question);
        return left.shift() ?? "";
      };
      return { ...(await runCli({ ask }, args)), questions };
    },
    async start() {
      gateway = await startGateway({ config, stateDir, log: silentLogger, port: 0 });
      return gateway;
    },
    stop,
    async inStore(work) {
      const stores = await openStores({ config, stateDir, log: silentLogger });
      const shared = { clock: systemClock, random: systemRandom, log: silentLogger };
      try {
        return await work({ stores, pairing: createPairingService({ config: () => config, stores, ...shared }) });
      } finally {
        await stores.close();
      }
    },
    async remove() {
      await stop();
      // Where tests run as root, files of sandboxes lie beside it.
      for (const path of [stateDir, `${stateDir}.sandboxes`]) await rm(path, { recursive: true, force: true });
      await database.drop();
    },
  };
}
