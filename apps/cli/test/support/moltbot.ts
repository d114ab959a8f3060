import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compileCache } from "../../../../test/support/compile-cache.ts";

/** How a run of the command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The sources, run as they are. */
export const mainFile = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Node's arguments before those of the command. */
export const nodeArguments = ["--conditions=@moltbot/source", mainFile];

/** The environment of a test's process: nothing of ours but the way to programs. */
export function cleanEnv(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", NODE_COMPILE_CACHE: compileCache, ...env };
}

/** Runs `moltbot` in a process of its own and waits for its end. */
export function moltbot(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...nodeArguments, ...args], { env: cleanEnv(env) }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}
