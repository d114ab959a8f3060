import { type ChildProcess, spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import postgres from "postgres";

/** A server that a test run started for itself in a temporary directory. */
export interface OwnServer {
  readonly url: string;
  /** Ends the process as a crash does (SIGKILL) and waits for its end; data stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
}

/** Why a Postgres server cannot be used, or `undefined` when a query went through. */
export async function postgresTrouble(url: string): Promise<string | undefined> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    await sql`select 1`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : "no answer";
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Why a Redis server cannot be used, or `undefined` when it answered a PING. */
export async function redisTrouble(url: string): Promise<string | undefined> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 3000, retryStrategy: () => null });
  let last = "no answer";
  redis.on("error", (error: Error) => {
    last = error.message || last;
  });
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG" ? undefined : last;
  } catch {
    return last;
  } finally {
    redis.disconnect();
  }
}

async function findBinary(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const entries = await readdir(folder).catch((): string[] => []);
    if (entries.includes(name)) return join(folder, name);
  }
  return undefined;
}

const searchPath = (): string[] => (process.env["PATH"] ?? "").split(delimiter).filter((part) => part !== "");

/** A TCP port of 127.0.0.1 that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

interface Launch {
  readonly bin: string;
  readonly args: readonly string[];
  readonly as?: { readonly uid: number; readonly gid: number };
  readonly trouble: () => Promise<string | undefined>;
}

async function launch({ bin, args, as, trouble }: Launch): Promise<ChildProcess> {
  const child = spawn(bin, args, { stdio: ["ignore", "pipe", "pipe"], ...as });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  let failure: string | undefined;
  child.on("error", (error) => {
    failure = error.message;
  });
  for (let tries = 0; tries < 300; tries++) {
    if (failure !== undefined || child.exitCode !== null) break;
    if ((await trouble()) === undefined) return child;
    await pause(100);
  }
  child.kill("SIGKILL");
  throw new Error(`${bin} did not start: ${failure ?? output}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await ended;
}

async function own(o: { dir: string; url: string; launch: Launch; stopSignal: NodeJS.Signals }): Promise<OwnServer> {
  let child = await launch(o.launch);
  // A test run that is torn down from outside must not leave servers behind.
  const last = (): void => void child.kill(o.stopSignal);
  process.once("exit", last);
  return {
    url: o.url,
    kill: () => end(child, "SIGKILL"),
    async restart() {
      await end(child, "SIGKILL");
      child = await launch(o.launch);
    },
    async stop() {
      process.off("exit", last);
      await end(child, o.stopSignal);
      await rm(o.dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function newestPostgres(): Promise<string | undefined> {
  const root = "/usr/lib/postgresql";
  const versions = (await readdir(root).catch((): string[] => [])).map(Number).filter((version) => version > 0);
  const folders = versions.sort((a, b) => b - a).map((version) => join(root, String(version), "bin"));
  const initdb = await findBinary("initdb", [...folders, ...searchPath()]);
  return initdb?.slice(0, -"/initdb".length);
}

/** `initdb` and `postgres` refuse to run as root, so root lends them an account without rights. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const line = lines.find(([name]) => name === "postgres") ?? lines.find(([name]) => name === "nobody");
  return { uid: Number(line?.[2] ?? 65_534), gid: Number(line?.[3] ?? 65_534) };
}

async function run(bin: string, args: readonly string[], as: Launch["as"]): Promise<void> {
  const child = spawn(bin, args, { stdio: ["ignore", "ignore", "pipe"], ...as });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) throw new Error(`${bin} ended with ${code}: ${output.slice(-2000)}`);
}

/** Starts a Postgres of our own (fsync as shipped), or `undefined` when its binaries are not installed. */
export async function startPostgres(): Promise<OwnServer | undefined> {
  const bin = await newestPostgres();
  if (bin === undefined) return undefined;
  const as = await unprivileged();
  const dir = await mkdtemp(join(tmpdir(), "moltbot-postgres-"));
  await chmod(dir, 0o755);
  const data = join(dir, "data");
  await mkdir(data, { mode: 0o700 });
  if (as) await chown(data, as.uid, as.gid);
  await run(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], as);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${data}`,
    "max_connections=200",
  ];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const server = { bin: join(bin, "postgres"), args, trouble: () => postgresTrouble(url), ...(as && { as }) };
  return own({ dir, url, launch: server, stopSignal: "SIGQUIT" });
}

/** Starts a Redis of our own, or `undefined` when `redis-server` is not installed. `appendOnly` makes it durable. */
export async function startRedis(o: { appendOnly?: boolean } = {}): Promise<OwnServer | undefined> {
  const bin = await findBinary("redis-server", [...searchPath(), "/usr/bin", "/usr/local/bin"]);
  if (bin === undefined) return undefined;
  const dir = await mkdtemp(join(tmpdir(), "moltbot-redis-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const durable = o.appendOnly ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", ...durable];
  return own({ dir, url, launch: { bin, args, trouble: () => redisTrouble(url) }, stopSignal: "SIGKILL" });
}
