import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** A bot process under test. */
export interface BotProcess {
  readonly pid: number;
  /** Base URL that it printed. */
  readonly url: string;
  /** Milliseconds from spawn to ready. */
  readonly readyMs: number;
  /** Resident memory now, in MB (`VmRSS`). */
  memoryMb(): Promise<number>;
  /** Processor seconds used so far. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `node <args>` and waits until it is ready: `ready` answers with its URL, or undefined to be asked again. */
export async function startProcess(
  args: readonly string[],
  ready: (stdout: string) => Promise<string | undefined>,
): Promise<BotProcess> {
  const from = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
  });
  child.stderr.on("data", (data: Buffer) => {
    errors = (errors + data.toString()).slice(-4000);
  });
  for (;;) {
    const url = await ready(out);
    if (url !== undefined) {
      const readyMs = performance.now() - from;
      return {
        pid: child.pid ?? 0,
        url,
        readyMs,
        memoryMb: () => statusMb(child),
        cpuSeconds: () => cpu(child),
        stop: () => end(child),
      };
    }
    if (child.exitCode !== null || performance.now() - from > 30_000) {
      child.kill("SIGKILL");
      throw new Error(`the bot did not get ready\n${out}\n${errors}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function statusMb(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function cpu(child: ChildProcess): Promise<number> {
  const fields = (await readFile(`/proc/${child.pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 5000).unref();
  });
}
