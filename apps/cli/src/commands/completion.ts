import type { Command } from "commander";
import { complete } from "../complete/candidates.ts";
import { candidateLine, idsFor } from "../complete/ids.ts";
import { completionScript, type Shell } from "../complete/scripts.ts";
import { type Context, createContext } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { commandLine, say } from "../output/print.ts";

/** `completion`. */
export async function printCompletion(context: Context, shell: Shell): Promise<ExitCode> {
  context.io.out.write(completionScript(shell));
  if (context.io.out.tty) say(context, `Where to put it: ${commandLine(context, "completion", "--help")}`);
  return exitCodes.ok;
}

/** `complete`, which the scripts call: a word a line, with what it means behind a tab. */
export async function printCandidates(context: Context, root: Command, words: readonly string[]): Promise<ExitCode> {
  const completion = complete(root, words);
  if (completion.kind === "files") {
    context.io.out.write(":files\n");
    return exitCodes.ok;
  }
  const found =
    completion.kind === "words"
      ? completion.words
      : await idsFor(contextIn(context, words), completion.command, completion.name);
  const current = words.at(-1) ?? "";
  for (const one of found) {
    const line = one.value.startsWith(current) ? candidateLine(one) : undefined;
    if (line !== undefined) context.io.out.write(`${line}\n`);
  }
  return exitCodes.ok;
}

/** The paths that the line itself names hold for what is completed. */
function contextIn(context: Context, words: readonly string[]): Context {
  const named = (...names: readonly string[]): string | undefined => {
    const at = words.findLastIndex((word) => names.includes(word));
    return at < 0 ? undefined : words[at + 1];
  };
  const [config, stateDir] = [named("--config", "-c"), named("--state-dir")];
  if (config === undefined && stateDir === undefined) return context;
  return createContext(context.io, {
    ...(config === undefined ? {} : { config }),
    ...(stateDir === undefined ? {} : { stateDir }),
  });
}
