import { access, chmod, constants, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MoltbotError, messageOf } from "@moltbot/core";

/** How a CLI on the same machine finds a running gateway: readable by the same user only. */
export interface GatewayFile {
  readonly url: string;
  readonly pid: number;
  /** Bearer token of the operator, new at every start. */
  readonly token: string;
}

const fileIn = (stateDir: string): string => join(stateDir, "gateway.json");

/**
 * Makes the state directory with mode 0700, whatever the umask.
 * @throws MoltbotError `unavailable` when that is not possible, or nothing can be written there
 */
export async function prepareStateDir(stateDir: string): Promise<void> {
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await chmod(stateDir, 0o700);
    await access(stateDir, constants.W_OK);
  } catch (error) {
    throw unusable(stateDir, error);
  }
}

function unusable(stateDir: string, cause: unknown): MoltbotError {
  return new MoltbotError("unavailable", `the state directory ${stateDir} cannot be used: ${messageOf(cause)}`, {
    hint: "It must be a directory of your own. Choose one with --state-dir or MOLTBOT_STATE_DIR.",
    cause,
  });
}

/** Writes `gateway.json` with mode 0600, all of it or nothing. */
export async function writeGatewayFile(stateDir: string, file: GatewayFile): Promise<void> {
  const path = fileIn(stateDir);
  await writeFile(`${path}.${process.pid}`, JSON.stringify(file), { mode: 0o600 });
  await rename(`${path}.${process.pid}`, path);
}

/** Removes `gateway.json` if it is ours. */
export async function removeGatewayFile(stateDir: string): Promise<void> {
  const file = await readGatewayFile(stateDir);
  if (file?.pid === process.pid) await rm(fileIn(stateDir), { force: true });
}

/**
 * The running gateway of a state directory; `undefined` when there is none or its process is gone.
 * @throws MoltbotError `unavailable` when the file is there and cannot be read
 */
export async function readGatewayFile(stateDir: string): Promise<GatewayFile | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(stateDir), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unusable(stateDir, error);
  }
  const file = parse(text);
  return file !== undefined && isAlive(file.pid) ? file : undefined;
}

function parse(text: string): GatewayFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { url, pid, token } = value as Partial<GatewayFile>;
    return typeof url === "string" && typeof pid === "number" && typeof token === "string"
      ? { url, pid, token }
      : undefined;
  } catch {
    return undefined; // a half-written or foreign file is no running gateway
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
