import { type ChildProcess, spawn } from "node:child_process";
import { cleanEnv, type Ended, nodeArguments } from "./moltbot.ts";

/** `moltbot gateway` in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** What it wrote so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Asks it to read its config again. */
  hangUp(): void;
  /** Sends a signal and waits for the end. */
  stop(signal?: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<Ended>;
}

/** Starts one on a free port; resolves when it says that it runs. */
export async function startGatewayProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [...nodeArguments, "gateway", "--port", "0", ...args], {
    env: cleanEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  const ended = endOf(child, written);
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", () => {
      const found = /runs at (http\S+)/.exec(written.stderr)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(({ code, stderr }) => reject(new Error(`the gateway ended with ${code}:\n${stderr}`)));
  });
  return {
    url,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    hangUp: () => void child.kill("SIGHUP"),
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

function endOf(child: ChildProcess, written: { stdout: string; stderr: string }): Promise<Ended> {
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    written.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    written.stderr += text;
  });
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code: code ?? -1, ...written }));
  });
}
