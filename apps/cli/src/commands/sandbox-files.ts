import { formatDuration, MoltbotError, parseDuration } from "@moltbot/core";
import type { KeptFiles } from "@moltbot/gateway/sandbox";
import { runningGateway } from "../backend/open-backend.ts";
import { type SessionView, withSessions } from "../backend/session-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { confirm } from "../output/confirm.ts";
import { harmless } from "../output/harmless.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";
import { loadSettings } from "../settings.ts";

const mostSessions = 1000;

/** `sandbox list`. */
export async function listSandboxes(context: Context): Promise<ExitCode> {
  const { keptFiles } = await import("@moltbot/gateway/sandbox");
  const [files, sessions] = [await keptFiles(context.stateDir), await sessionsOf(context)];
  const rows = files.map((one) =>
    rowOf(
      one,
      sessions.filter(({ directory }) => directory === one.directory),
    ),
  );
  if (context.json) {
    printJson(context, rows);
    return exitCodes.ok;
  }
  const { out } = context.io;
  if (rows.length === 0) {
    say(context, "No sandbox has files here. One is made when a sandboxed session first runs something.");
    return exitCodes.ok;
  }
  out.write(
    table(
      rows,
      [
        { title: "SESSION", cell: (row) => sessionText(row), shrinkTo: 12 },
        { title: "AGENT", cell: ({ agent = "" }) => agent, shrinkTo: 6, leaveOut: 1 },
        { title: "CHANGED", cell: (row) => (row.isEmpty ? "empty" : relativeTime(row.changedAt, context.io.now())) },
        { title: "DIRECTORY", cell: ({ directory }) => directory, shrinkTo: 16, leaveOut: 0 },
      ],
      { width: out.columns, title: (line) => paint(out, "bold", line) },
    ),
  );
  sayNext(context, "sandbox", "prune", "--dry-run");
  return exitCodes.ok;
}

/** A directory, and whose it is. */
interface Row {
  readonly directory: string;
  readonly changedAt: string;
  readonly isEmpty: boolean;
  /** Whose tools work there; empty: nobody's whom this gateway knows. */
  readonly sessions: readonly string[];
  readonly agent?: string;
}

function rowOf({ directory, changedAt, isEmpty }: KeptFiles, theirs: readonly SessionView[]): Row {
  const agent = theirs[0]?.agent;
  return {
    directory,
    changedAt: new Date(changedAt).toISOString(),
    isEmpty,
    sessions: theirs.map(({ key }) => key),
    ...(agent === undefined ? {} : { agent }),
  };
}

function sessionText({ sessions: [first, ...more] }: Row): string {
  if (first === undefined) return "nobody's that is known";
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}

async function sessionsOf(context: Context): Promise<readonly SessionView[]> {
  return (await withSessions(context, (backend) => backend.list({ limit: mostSessions }))).items;
}

/** What `sandbox prune` is asked. */
export interface PruneOptions {
  readonly files?: boolean;
  readonly older: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `sandbox prune`. A running gateway removes what is idle by itself, so this is for what an ended one left. */
export async function pruneFiles(context: Context, o: PruneOptions): Promise<ExitCode> {
  const olderMs = parseDuration(o.older);
  const isWished = o.files === true;
  if (isWished && o.dryRun !== true) {
    const what = `Remove the files of sandboxes that did not change for ${formatDuration(olderMs)}?`;
    await confirm(context, { yes: o.yes, what, why: "sandbox prune --files cannot be undone" });
  }
  if (o.dryRun !== true && (await runningGateway(context)) !== undefined) {
    throw new MoltbotError(
      "conflict",
      "a gateway runs here: it removes what is idle by itself (sandbox.pruneMinutes)",
      {
        hint: "Stop it first, or use --dry-run.",
      },
    );
  }
  const { config } = await loadSettings(context);
  const { keptFiles, pruneSandboxes } = await import("@moltbot/gateway/sandbox");
  const before = context.io.now() - olderMs;
  const files = (await keptFiles(context.stateDir)).filter(
    ({ isEmpty, changedAt }) => isEmpty || (isWished && changedAt < before),
  );
  if (o.dryRun === true) return preview(context, files);
  const pruned = await pruneSandboxes(config, context.stateDir, files);
  const code = pruned.failed.length === 0 ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, pruned);
    return code;
  }
  const { directories, left, failed } = pruned;
  context.io.out.write(
    `Removed ${count(left, "container")} and ${count(directories.length, "directory", "directories")}.\n`,
  );
  for (const text of failed) say(context, `Not removed: ${harmless(text)}`);
  sayNext(context, "sandbox", "list");
  return code;
}

function preview(context: Context, files: readonly KeptFiles[]): ExitCode {
  if (context.json) {
    printJson(context, { dryRun: true, directories: files.map(({ directory }) => directory) });
    return exitCodes.ok;
  }
  const { out } = context.io;
  const what = count(files.length, "directory", "directories");
  out.write(`Dry run: would remove ${what}, and containers that an ended gateway left. Nothing was changed.\n`);
  for (const { directory, isEmpty } of files) out.write(`  ${harmless(directory)}${isEmpty ? " (empty)" : ""}\n`);
  return exitCodes.ok;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
