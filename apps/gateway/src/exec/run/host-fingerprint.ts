import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, realpath, stat } from "node:fs/promises";
import { posix } from "node:path";
import { pipeline } from "node:stream/promises";
import type { CommandPlan } from "@moltbot/command-policy";
import { defaultPath } from "@moltbot/command-policy/run";
import { type CalledProgram, operandsOf, programsOf } from "./operands.ts";

/** Digests of the programs that a plan starts, of the files that its words name, and of the directory it starts in. */
export async function hostFingerprint(
  plan: CommandPlan,
  commands: readonly (readonly string[])[],
  cwd: string,
): Promise<Record<string, string>> {
  const digests: Record<string, string> = { cwd: await directoryId(plan.cwd ?? cwd) };
  for (const program of programsOf(plan, cwd)) {
    digests[`program ${program.name}`] = await programDigest(program);
  }
  for (const { path } of operandsOf(plan, commands, cwd)) {
    const digest = await fileDigest(path);
    if (digest !== undefined) digests[`file ${path}`] = digest;
  }
  return digests;
}

async function directoryId(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

async function programDigest({ name, cwd }: CalledProgram): Promise<string> {
  const places = name.includes("/")
    ? [posix.resolve(cwd, name)]
    : defaultPath.split(":").map((dir) => `${dir}/${name}`);
  for (const place of places) {
    const usable = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    const digest = usable ? await fileDigest(place) : undefined;
    if (digest !== undefined) return digest;
  }
  return "not there";
}

/** The real path of a file and what is in it; `undefined` when there is no file. */
async function fileDigest(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    if (!(await stat(real)).isFile()) return undefined;
    const sum = createHash("sha256");
    await pipeline(createReadStream(real), sum);
    return `${real} ${sum.digest("hex")}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : code;
  }
}
