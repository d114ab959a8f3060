import { access, chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { initialConfig } from "@moltbot/config";
import { MoltbotError, messageOf, parseAddress, plainText } from "@moltbot/core";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type OnboardChannel, walks } from "../onboard/channels.ts";
import { printJson, say, sayNext } from "../output/print.ts";

/** What `init` is told instead of asking. */
export interface InitOptions {
  readonly path?: string;
  readonly force?: boolean;
  /** Whose bot it is, as channel:id. */
  readonly owner?: string;
  /** Asks nothing. */
  readonly yes?: boolean;
}

/**
 * `init`: a config that explains itself, readable by its owner only. At a terminal it asks which channel, who the owner is
 * and whether to go on with `onboard`, which asks for a token: four questions at most.
 */
export async function init(context: Context, o: InitOptions): Promise<ExitCode> {
  const file = o.path === undefined ? context.configPath : resolve(o.path);
  if (o.force !== true) await refuseReplacing(file);
  const asks = context.io.ask !== undefined && o.yes !== true && !context.json;
  const channel = asks ? await askChannel(context) : undefined;
  const owner = o.owner ?? (channel === undefined ? undefined : await askOwner(context, channel));
  const cannot = (thrown: unknown): never => {
    throw asInitError(file, thrown);
  };
  await makeDirectory(dirname(file)).catch(cannot);
  const answers = owner === undefined ? {} : { owner: checkedOwner(owner) };
  await writeNew(file, initialConfig(answers), o.force === true).catch(cannot);
  if (context.json) {
    printJson(context, { path: file });
    return exitCodes.ok;
  }
  context.io.out.write(`${file}\n`);
  const rest = owner === undefined ? ": put in your bot's token and your own id" : "";
  say(context, `Written, readable by you only. It explains each setting${rest}.`);
  const known = file === context.configPath;
  const its: Context = known ? context : { ...context, configPath: file, pathOptions: ["--config", file] };
  if (channel !== undefined && (await isYes(context, `Set up ${walks[channel].name} now? [Y/n] `))) {
    return (await import("./onboard.ts")).onboard(its, channel, {});
  }
  if (channel === undefined) sayNext(its, "config", "validate");
  else sayNext(its, "onboard", channel);
  return exitCodes.ok;
}

/** Before anybody is asked anything. The write itself looks again. */
async function refuseReplacing(file: string): Promise<void> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (there) throw isThere(file);
}

async function askChannel({ io }: Context): Promise<OnboardChannel | undefined> {
  const names = Object.keys(walks) as OnboardChannel[];
  const answer = (
    (await io.ask?.(`Which platform is the bot on: ${names.join(", ")} (Enter: none yet)? `)) ?? ""
  ).toLowerCase();
  if (answer === "" || answer === "none") return undefined;
  const found = names.find((name) => name === answer);
  if (found !== undefined) return found;
  throw new MoltbotError("invalid", `"${plainText(answer, 40)}" is none of ${names.join(", ")}; nothing was written`);
}

async function askOwner({ io }: Context, channel: OnboardChannel): Promise<string | undefined> {
  const { name, ownId } = walks[channel];
  const answer = (await io.ask?.(`Your own id on ${name} (${ownId.hint}; Enter: later): `)) ?? "";
  if (answer === "") return undefined;
  const id = answer.startsWith(`${channel}:`) ? answer.slice(channel.length + 1) : answer;
  if (ownId.form.test(id)) return `${channel}:${id}`;
  throw new MoltbotError("invalid", `"${plainText(answer, 80)}" is not an id on ${name}; nothing was written`, {
    hint: `It is ${ownId.hint}.`,
  });
}

function checkedOwner(owner: string): string {
  const { channel, id } = parseAddress(owner);
  return `${channel}:${id}`;
}

async function isYes({ io }: Context, question: string): Promise<boolean> {
  return /^(y|yes|)$/i.test((await io.ask?.(question)) ?? "no");
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

function isThere(file: string): MoltbotError {
  return new MoltbotError("conflict", `${file} exists already; nothing was changed`, {
    hint: "Edit it, or replace it with --force.",
  });
}

function asInitError(file: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const code = "code" in thrown ? thrown.code : undefined;
  if (code === "EEXIST" && "syscall" in thrown && thrown.syscall === "open") {
    return isThere(file);
  }
  if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) return thrown;
  return new MoltbotError("unavailable", `cannot write ${file}: ${messageOf(thrown)}`, {
    hint: "Choose another place with --path.",
    cause: thrown,
  });
}
