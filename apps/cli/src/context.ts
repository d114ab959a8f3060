import { join, resolve } from "node:path";
import { MoltbotError } from "@moltbot/core";
import type { Io } from "./io.ts";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly config?: string;
  readonly stateDir?: string;
}

/** Where and how a command runs. */
export interface Context {
  readonly io: Io;
  readonly json: boolean;
  /** Absolute. */
  readonly stateDir: string;
  /** Absolute path of the config file. */
  readonly configPath: string;
  /** Whether somebody named that file: then it must exist. */
  readonly configNamed: boolean;
  /** The path options as given, for commands that are suggested next. */
  readonly pathOptions: readonly string[];
}

/**
 * Settles the paths: `--state-dir`, `MOLTBOT_STATE_DIR`, `~/.moltbot`; `--config`, `MOLTBOT_CONFIG`, `moltbot.json5` in
 * the state directory.
 * @throws MoltbotError `invalid` when a path is empty
 */
export function createContext(io: Io, options: GlobalOptions): Context {
  const stateDir = path("--state-dir", options.stateDir) ?? path("MOLTBOT_STATE_DIR", io.env["MOLTBOT_STATE_DIR"]);
  const config = path("--config", options.config) ?? path("MOLTBOT_CONFIG", io.env["MOLTBOT_CONFIG"]);
  const directory = stateDir ?? join(io.home, ".moltbot");
  return {
    io,
    json: options.json === true,
    stateDir: directory,
    configPath: config ?? join(directory, "moltbot.json5"),
    configNamed: config !== undefined,
    pathOptions: [
      ...(options.config === undefined ? [] : ["--config", options.config]),
      ...(options.stateDir === undefined ? [] : ["--state-dir", options.stateDir]),
    ],
  };
}

function path(from: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (given.trim() === "")
    throw new MoltbotError("invalid", `${from} is empty`, { hint: "Give it a path or leave it out." });
  return resolve(given);
}
