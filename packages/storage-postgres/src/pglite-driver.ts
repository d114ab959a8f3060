import type { PGlite } from "@electric-sql/pglite";
import { type Logger, MoltbotError } from "@moltbot/core";
import { type DataDir, takeDataDir } from "./data-dir.ts";
import { type Driver, holderClass, type Parameter, plannerSettings, type Row } from "./driver.ts";
import { databaseCode, type Target, toMoltbotError } from "./errors.ts";
import { ensureDatabaseFiles } from "./pglite-init.ts";
import { createStatements, type Statements } from "./pglite-statements.ts";
import { createTopics, type Topics } from "./topics.ts";

/** One embedded database in this process; {@link pgliteDriver} opens it any number of times. */
export interface PgliteEngine {
  readonly db: PGlite;
  readonly statements: Statements;
  /** Runs one at a time: there is one connection, and a transaction has it for itself. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  readonly target: Target;
  readonly topics: Topics;
  close(): Promise<void>;
}

// Small buffers: the operating system caches the files too, and the heap of the WASM module never shrinks.
const settings = {
  ...plannerSettings,
  shared_buffers: "16MB",
  wal_buffers: "1MB",
  max_connections: "8",
  search_path: "moltbot",
};

/**
 * Starts PGlite in `dir` (or in memory). Loads it only now: its module alone takes 40 MB.
 * @throws MoltbotError `conflict` when another process uses the directory, `unavailable` when it cannot be opened
 */
export async function createPgliteEngine(o: { dir: string | "memory"; log: Logger }): Promise<PgliteEngine> {
  const held: DataDir | undefined = o.dir === "memory" ? undefined : await takeDataDir(o.dir);
  const target: Target = { place: o.dir, database: "postgres", user: "postgres" };
  try {
    if (held !== undefined) await ensureDatabaseFiles(held.data);
    const { PGlite, protocol } = await import("@electric-sql/pglite");
    const extra = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const db = await PGlite.create({
      ...(held === undefined ? {} : { dataDir: held.data }),
      startParams: [...PGlite.defaultStartParams, ...extra],
    });
    let last: Promise<unknown> = Promise.resolve();
    return {
      db,
      statements: createStatements(db, protocol),
      alone(work) {
        const mine = last.then(work);
        last = mine.catch(() => undefined);
        return mine;
      },
      target,
      topics: createTopics(o.log),
      async close() {
        await db.close().catch(() => undefined); // one that broke down cannot be closed
        await held?.release();
      },
    };
  } catch (error) {
    await held?.release();
    throw broken(error, target);
  }
}

/** PGlite runs in this process, so an error that is none of SQL means that it broke down. */
function broken(error: unknown, target: Target): unknown {
  if (error instanceof MoltbotError || databaseCode(error) !== "") return toMoltbotError(error, target);
  return new MoltbotError("unavailable", "The embedded database stopped working", {
    hint: `Restart the program. Check the space left for ${target.place}.`,
    cause: error,
  });
}

/** A handle on the engine that counts as a process of its own. Closing it leaves the engine open. */
export function pgliteDriver(engine: PgliteEngine): Driver {
  const { db, statements, target, topics } = engine;
  let holder: number | undefined;

  async function run(text: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    try {
      return await statements.run(text, parameters);
    } catch (error) {
      throw broken(error, target);
    }
  }
  const query: Driver["query"] = (text, parameters) => engine.alone(() => run(text, parameters));

  return {
    engine: "pglite",
    query,
    transaction(work) {
      return engine.alone(async () => {
        await run("begin");
        try {
          const result = await work({
            query: run,
            async exec(text) {
              await db.exec(text).catch((error: unknown) => Promise.reject(broken(error, target)));
            },
          });
          await run("commit");
          return result;
        } catch (error) {
          await run("rollback").catch(() => undefined);
          throw error;
        }
      });
    },
    wakeups: {
      async publish(topic, note = "") {
        queueMicrotask(() => topics.receive(JSON.stringify([topic, note])));
      },
      async subscribe(topic, hear) {
        return topics.subscribe(topic, hear);
      },
    },
    async join() {
      const [row] = await query("select nextval('holders')::int as holder");
      holder = Number(row?.["holder"]);
      await query(`select pg_try_advisory_lock(${holderClass}, $1::int)::text`, [holder]);
      return holder;
    },
    async close() {
      if (holder !== undefined) await query(`select pg_advisory_unlock(${holderClass}, $1::int)::text`, [holder]);
    },
  };
}
