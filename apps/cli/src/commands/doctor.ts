import type { ConfigEdit } from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import { diagnose, type Facts, type FileFact, type Finding, worstOf } from "@moltbot/doctor";
import type { Context } from "../context.ts";
import { carryOut, type EditPlan, notChanged, planEdits } from "../doctor/edits.ts";
import { systemFacts } from "../doctor/facts.ts";
import { narrow, narrowing, tooOpen, undoFile } from "../doctor/files.ts";
import { findingLines, summary } from "../doctor/print.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { checkSettings, type ReadSettings } from "../settings.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  readonly fix?: boolean;
  readonly yes?: boolean;
}

/**
 * `doctor`: 0 fine, 1 warnings, 2 critical (SPEC R9.2).
 * @throws MoltbotError `invalid` for `--yes` without `--fix`, `unavailable` when a mode cannot be changed
 */
export async function runDoctor(context: Context, o: DoctorOptions): Promise<ExitCode> {
  if (o.yes === true && o.fix !== true) {
    throw new MoltbotError("invalid", "--yes says yes to --fix, which is missing", {
      hint: `See what would be done: ${commandLine(context, "doctor", "--fix")}`,
    });
  }
  const before = await look(context);
  const fixes = await plan(context, before);
  const copies = o.fix === true && o.yes === true ? await fix(context, fixes) : undefined;
  const findings = await examine(context, copies === undefined ? before : await look(context));
  const code = codeOf(findings);
  if (context.json) {
    const changes = [...fixes.files.map(changeOf), ...fixes.config.edits.map(commandOf)];
    const told = o.fix === true ? { [o.yes === true ? "fixed" : "wouldFix"]: changes } : {};
    printJson(context, { worst: worstOf(findings), findings, ...told });
    return code;
  }
  context.io.out.write(`${findingLines(context.io.out, findings)}\n${summary(findings)}\n`);
  if (o.fix === true) tellFix(context, fixes, copies);
  else if (fixes.files.length + fixes.config.edits.length > 0) sayNext(context, "doctor", "--fix");
  return code;
}

/** The config as the gateway would read it, and the files as they lie there. */
interface Looked {
  readonly read: ReadSettings;
  readonly files: readonly FileFact[];
}

async function look(context: Context): Promise<Looked> {
  const [read, files] = await Promise.all([checkSettings(context), fileFacts(context)]);
  return { read, files };
}

/** What `--fix` would do. */
interface Fixes {
  readonly files: readonly FileFact[];
  readonly config: EditPlan;
}

async function plan(context: Context, { read, files }: Looked): Promise<Fixes> {
  const findings = read.ok ? diagnose(read.settings.config) : [];
  return { files: tooOpen(files), config: await planEdits(context, findings) };
}

async function fileFacts({ stateDir, configPath }: Context): Promise<readonly FileFact[]> {
  return (await import("@moltbot/gateway/doctor")).fileFacts({ stateDir, configPath });
}

function codeOf(findings: readonly Finding[]): ExitCode {
  const worst = worstOf(findings);
  if (worst === "critical") return exitCodes.usage;
  return worst === "warning" ? exitCodes.failed : exitCodes.ok;
}

/** What was looked at, and the rest if the config can be used. */
async function examine(context: Context, { read, files }: Looked): Promise<readonly Finding[]> {
  if (!read.ok) return diagnose(undefined, { files, problems: read.problems });
  const { config, warnings, path } = read.settings;
  const facts: Facts = { ...(await systemFacts(context, config)), files, warnings };
  const findings = diagnose(config, facts);
  return path === undefined ? findings.map(withoutFile) : findings;
}

/** There is no file that a line could be in. */
function withoutFile({ file: _file, line: _line, ...finding }: Finding): Finding {
  return finding;
}

async function fix(context: Context, { files, config }: Fixes): Promise<readonly string[]> {
  try {
    await narrow(context.stateDir, files);
    return await carryOut(config);
  } catch (cause) {
    throw notChanged(cause);
  }
}

function changeOf(file: FileFact): string {
  return narrowing(file).change;
}

function commandOf(edit: ConfigEdit): string {
  return edit.act === "set" ? `config set ${edit.path} ${edit.value}` : `config unset ${edit.path}`;
}

/** `copies`: where what stood in the config is kept; absent: nothing was done yet. */
function tellFix(context: Context, { files, config }: Fixes, copies: readonly string[] | undefined): void {
  if (files.length + config.edits.length === 0) {
    say(context, "Nothing to fix: what is left needs somebody to decide.");
    return;
  }
  const kept = [...(files.length === 0 ? [] : [undoFile(context.stateDir)]), ...(copies ?? [])];
  say(
    context,
    copies === undefined ? "This would be done:" : `Done; to take it back see ${harmless(kept.join(", "))}:`,
  );
  for (const file of files) say(context, `  ${changeOf(file)}`);
  for (const line of config.diff) say(context, line);
  if (copies === undefined) sayNext(context, "doctor", "--fix", "--yes");
}
