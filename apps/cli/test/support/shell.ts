import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Live } from "./live.ts";
import { cleanEnv, type Ended, mainFile } from "./moltbot.ts";

/** Runs a line in a real bash that finds `moltbot` on its path, in the state directory. */
export async function inShell(live: Pick<Live, "stateDir" | "env">, line: string): Promise<Ended> {
  const bin = join(live.stateDir, "bin");
  await mkdir(bin, { recursive: true });
  const program = join(bin, "moltbot");
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' --conditions=@moltbot/source '${mainFile}' "$@"\n`);
  await chmod(program, 0o755);
  const env = cleanEnv({ ...live.env, HOME: live.stateDir, MOLTBOT_STATE_DIR: live.stateDir });
  const path = `${bin}:${env["PATH"]}`;
  return new Promise((resolve) => {
    const o = { env: { ...env, PATH: path }, cwd: live.stateDir };
    execFile("bash", ["--norc", "-c", line], o, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}
