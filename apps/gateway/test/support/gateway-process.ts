import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

/** One gateway process and its state directory, which outlives kills. */
export interface GatewayProcess {
  readonly stateDir: string;
  /** Starts it; resolves with its URL once it is ready. */
  start(): Promise<string>;
  /** `kill -9`: resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM: resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Everything it logged, over all its lives. */
  log(): string;
  /** Kills it and removes its state directory. */
  remove(): Promise<void>;
}

/** Makes a gateway process with this config; it is not started yet. */
export async function createGatewayProcess(config: Record<string, unknown>): Promise<GatewayProcess> {
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-test-"));
  const configFile = join(stateDir, "moltbot.json5");
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 });
  let child: ChildProcess | undefined;
  let log = "";

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return null;
    const gone = new Promise<number | null>((resolve) => running.once("exit", resolve));
    running.kill(signal);
    return gone;
  }

  return {
    stateDir,
    start() {
      const started = spawn(process.execPath, ["--conditions=@moltbot/source", main, configFile, stateDir], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      started.stderr.on("data", (data: Buffer) => {
        log += data.toString();
      });
      return new Promise((resolve, reject) => {
        let out = "";
        started.stdout.on("data", (data: Buffer) => {
          out += data.toString();
          const url = /ready (\S+)/.exec(out)?.[1];
          if (url !== undefined) resolve(url);
        });
        started.once("exit", (code, signal) =>
          reject(new Error(`the gateway ended (${code ?? signal})\n${log.slice(-4000)}`)),
        );
      });
    },
    async kill() {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
    log: () => log,
    async remove() {
      await end("SIGKILL");
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
