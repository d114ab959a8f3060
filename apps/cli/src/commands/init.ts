import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { initialConfig } from "@moltbot/config";
import { MoltbotError, messageOf } from "@moltbot/core";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, say, sayNext } from "../output/print.ts";

/** `init`: a config that explains itself, readable by its owner only. */
export async function init(context: Context, o: { path?: string; force?: boolean }): Promise<ExitCode> {
  const file = o.path === undefined ? context.configPath : resolve(o.path);
  const cannot = (thrown: unknown): never => {
    throw asInitError(file, thrown);
  };
  await makeDirectory(dirname(file)).catch(cannot);
  await writeNew(file, initialConfig(), o.force === true).catch(cannot);
  if (context.json) {
    printJson(context, { path: file });
    return exitCodes.ok;
  }
  context.io.out.write(`${file}\n`);
  say(context, "Written, readable by you only. It explains each setting: put in your bot's token and your own id.");
  const known = file === context.configPath;
  sayNext(known ? context : { ...context, pathOptions: ["--config", file] }, "config", "validate");
  return exitCodes.ok;
}

/** Private when it is new; one that was there keeps its mode. */
async function makeDirectory(directory: string): Promise<void> {
  const made = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (made !== undefined) await chmod(directory, 0o700);
}

/** All of it or nothing, and never over a file that is there unless asked to. */
async function writeNew(file: string, text: string, force: boolean): Promise<void> {
  if (!force) return writeFile(file, text, { mode: 0o600, flag: "wx" });
  const draft = `${file}.${process.pid}.new`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

function asInitError(file: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const code = "code" in thrown ? thrown.code : undefined;
  if (code === "EEXIST" && "syscall" in thrown && thrown.syscall === "open") {
    return new MoltbotError("conflict", `${file} exists already; nothing was changed`, {
      hint: "Edit it, or replace it with --force.",
    });
  }
  if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) return thrown;
  return new MoltbotError("unavailable", `cannot write ${file}: ${messageOf(thrown)}`, {
    hint: "Choose another place with --path.",
    cause: thrown,
  });
}
