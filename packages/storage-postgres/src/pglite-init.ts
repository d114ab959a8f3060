import { mkdir, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

// Plain script, since a worker made from text has no file to resolve imports from.
const script = `
  const { workerData } = require("node:worker_threads");
  import(workerData.module)
    .then(({ PGlite }) => PGlite.create({ dataDir: workerData.dir }))
    .then((db) => db.close());
`;

/**
 * Makes the files of an empty database in `data` unless they are there. In a worker, because that takes 300 MB which
 * this process would never give back; beside their place and then moved there, so that a kill leaves no half database.
 */
export async function ensureDatabaseFiles(data: string): Promise<void> {
  const made = await stat(join(data, "PG_VERSION")).catch(() => undefined);
  if (made !== undefined) return;
  const fresh = `${data}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  const module = pathToFileURL(createRequire(import.meta.url).resolve("@electric-sql/pglite")).href;
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData: { module, dir: fresh } });
    worker.once("error", reject);
    worker.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("The first start did not finish"))));
  });
  await rename(fresh, data);
}
