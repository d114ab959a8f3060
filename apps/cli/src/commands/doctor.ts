import { MoltbotError } from "@moltbot/core";
import { diagnose, type Facts, type FileFact, type Finding, worstOf } from "@moltbot/doctor";
import type { Context } from "../context.ts";
import { systemFacts } from "../doctor/facts.ts";
import { narrow, narrowing, tooOpen, undoFile } from "../doctor/files.ts";
import { findingLines, summary } from "../doctor/print.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { checkSettings } from "../settings.ts";

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
  const before = tooOpen(await fileFacts(context));
  if (o.fix === true && o.yes === true) await fix(context, before);
  const findings = await examine(context);
  const code = codeOf(findings);
  if (context.json) {
    const changes = o.fix === true ? { [o.yes === true ? "fixed" : "wouldFix"]: before.map(changeOf) } : {};
    printJson(context, { worst: worstOf(findings), findings, ...changes });
    return code;
  }
  context.io.out.write(`${findingLines(context.io.out, findings)}\n${summary(findings)}\n`);
  if (o.fix === true) tellFix(context, before, o.yes === true);
  else if (before.length > 0) sayNext(context, "doctor", "--fix");
  return code;
}

async function fileFacts({ stateDir, configPath }: Context): Promise<readonly FileFact[]> {
  return (await import("@moltbot/gateway/doctor")).fileFacts({ stateDir, configPath });
}

function codeOf(findings: readonly Finding[]): ExitCode {
  const worst = worstOf(findings);
  if (worst === "critical") return exitCodes.usage;
  return worst === "warning" ? exitCodes.failed : exitCodes.ok;
}

/** Looks at the config as the gateway would read it, at the files, and at the rest if the config can be used. */
async function examine(context: Context): Promise<readonly Finding[]> {
  const [read, files] = await Promise.all([checkSettings(context), fileFacts(context)]);
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

async function fix(context: Context, files: readonly FileFact[]): Promise<void> {
  try {
    await narrow(context.stateDir, files);
  } catch (cause) {
    throw new MoltbotError("unavailable", `a file mode cannot be changed: ${(cause as Error).message}`, {
      hint: "Only the owner of a file can change its mode.",
      cause,
    });
  }
}

function changeOf(file: FileFact): string {
  return narrowing(file).change;
}

function tellFix(context: Context, files: readonly FileFact[], done: boolean): void {
  if (files.length === 0) {
    say(context, "Nothing to fix: every file mode is right, and policies are yours to change.");
    return;
  }
  say(context, done ? `Done; ${undoFile(context.stateDir)} says how to take it back:` : "This would be done:");
  for (const file of files) say(context, `  ${changeOf(file)}`);
  if (!done) sayNext(context, "doctor", "--fix", "--yes");
}
