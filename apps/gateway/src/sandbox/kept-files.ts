import { lstat, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { type Config, gatewaySettings } from "@moltbot/config";
import { messageOf, systemClock, systemRandom } from "@moltbot/core";
import { gatewayEngines } from "./engines.ts";
import { installationId } from "./installation.ts";
import { sandboxesRoot } from "./sandboxes-root.ts";

/** What a sandbox keeps on this machine. Times in milliseconds. */
export interface KeptFiles {
  readonly directory: string;
  /** When something at the top of it was last changed. */
  readonly changedAt: number;
  readonly isEmpty: boolean;
}

/** The files of every sandbox of this state directory, the longest unchanged first. */
export async function keptFiles(stateDir: string): Promise<readonly KeptFiles[]> {
  const root = sandboxesRoot(stateDir);
  const entries = await readdir(root, { withFileTypes: true }).catch(none);
  const found = await Promise.all(entries.filter((one) => one.isDirectory()).map(({ name }) => look(join(root, name))));
  return found.filter((one) => one !== undefined).sort((a, b) => a.changedAt - b.changedAt);
}

async function look(directory: string): Promise<KeptFiles | undefined> {
  const names = await readdir(directory).catch(none);
  const infos = await Promise.all(
    [directory, ...names.map((name) => join(directory, name))].map((path) => lstat(path).catch(gone)),
  );
  if (infos[0] === undefined) return undefined;
  return { directory, changedAt: Math.max(...infos.map((info) => info?.mtimeMs ?? 0)), isEmpty: names.length === 0 };
}

/** What {@link pruneSandboxes} did. */
export interface PrunedSandboxes {
  /** Containers that an ended gateway left. */
  readonly left: number;
  /** Directories that went. */
  readonly directories: readonly string[];
  /** Engines that could not be asked, and directories that could not be removed. */
  readonly failed: readonly string[];
}

/**
 * Removes what a gateway that ended left behind: its containers and empty directories, and the `files` that are named.
 * Only while no gateway of this state directory runs.
 */
export async function pruneSandboxes(
  config: Config,
  stateDir: string,
  files: readonly KeptFiles[],
): Promise<PrunedSandboxes> {
  const failed: string[] = [];
  let left = 0;
  const owner = `${await installationId(stateDir, systemRandom)}:${gatewaySettings(config).port}`;
  for (const engine of gatewayEngines({ clock: systemClock, random: systemRandom, answerMs: 5000 })) {
    if (!(await engine.probe()).ok) continue;
    await engine.removeLeftovers(owner, new Set()).then(
      (n) => {
        left += n;
      },
      (error: unknown) => failed.push(`${engine.name}: ${messageOf(error)}`),
    );
  }
  const directories: string[] = [];
  for (const { directory, isEmpty } of files) {
    const work = isEmpty ? rmdir(directory) : rm(directory, { recursive: true, force: true, maxRetries: 3 });
    await work.then(
      () => directories.push(directory),
      (error: unknown) => failed.push(`${directory}: ${messageOf(error)}`),
    );
  }
  return { left, directories, failed };
}

function none(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT") return [];
  throw error;
}

function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
