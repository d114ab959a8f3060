import { readMoment } from "@moltbot/audit";
import { isMoltbotError, MoltbotError, messageOf } from "@moltbot/core";
import { createApiBackend } from "../backend/api-backend.ts";
import { createApiClient } from "../backend/api-client.ts";
import { runningGateway, withBackend } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { rank } from "../log/log-level.ts";
import { auditLine, isAbout, type LogLine, lineText } from "../log/log-line.ts";
import { createTail, readLog } from "../log/log-tail.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { safeJson } from "../output/safe-json.ts";
import { pause } from "../pause.ts";

/** What `logs` is asked, as typed. */
export interface LogOptions {
  readonly filter?: string;
  readonly level: LogLine["level"];
  readonly since?: string;
  readonly limit: number;
  readonly follow?: boolean;
  readonly audit: boolean;
}

/** `logs`: what the gateway logged, and what was decided, in the order of time. */
export async function printLogs(context: Context, o: LogOptions): Promise<ExitCode> {
  const since = o.since === undefined ? undefined : readMoment("--since", o.since, context.io.now());
  if (o.filter?.trim() === "") {
    throw new MoltbotError("invalid", "--filter is empty", { hint: "Name an area, such as pairing, or leave it out." });
  }
  // Begun before the files are read, so that no line falls between.
  const tail = o.follow === true ? await createTail(context.stateDir) : undefined;
  const logged = await readLog(context.stateDir);
  const audited = o.audit ? await recorded(context, o, since) : [];
  const lines = [...(logged ?? []), ...audited]
    .filter((line) => fits(line, o) && (since === undefined || Date.parse(line.time) >= since))
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time))
    .slice(-o.limit);
  if (context.json && tail === undefined) printJson(context, lines);
  else for (const line of lines) print(context, line);
  if (tail !== undefined) return follow(context, o, tail);
  if (logged === undefined) {
    say(
      context,
      `No gateway logged in ${harmless(context.stateDir)} yet. It does so while it runs: ${commandLine(context, "gateway")}`,
    );
  } else if (lines.length === 0) say(context, "Nothing in the log fits. Leave out a filter to see more.");
  else if (!context.json)
    sayNext(context, "logs", ...(o.filter === undefined ? [] : ["--filter", o.filter]), "--follow");
  return exitCodes.ok;
}

function fits(line: LogLine, { filter, level }: LogOptions): boolean {
  return rank(line.level) >= rank(level) && (filter === undefined || isAbout(line, filter));
}

function print({ io, json }: Context, line: LogLine): void {
  io.out.write(json ? `${safeJson(line, 0)}\n` : lineText(io, line));
}

/** The newest records; without the store the log file alone is shown, and that is said. */
async function recorded(context: Context, o: LogOptions, since: number | undefined): Promise<readonly LogLine[]> {
  try {
    const records = await withBackend(context, (backend) =>
      backend.audit({ limit: o.filter === undefined ? o.limit : most, ...(since === undefined ? {} : { since }) }),
    );
    return records.map(auditLine);
  } catch (thrown) {
    if (!isMoltbotError(thrown)) throw thrown;
    say(context, `Without the audit log: ${harmless(messageOf(thrown))}`);
    return [];
  }
}

const most = 2000;
const lookEveryMs = 300;

/** Goes on until it is told to stop. The audit log is asked through the gateway only: its store may be for one process. */
async function follow(context: Context, o: LogOptions, tail: () => Promise<readonly LogLine[]>): Promise<ExitCode> {
  let stopped = false;
  const end = context.io.stopped().then(() => {
    stopped = true;
  });
  const records = o.audit ? createRecordTail(context) : async () => [];
  while (!stopped) {
    const lines = [...(await tail()), ...(await records())].filter((line) => fits(line, o));
    for (const line of lines.sort((a, b) => Date.parse(a.time) - Date.parse(b.time))) print(context, line);
    await Promise.race([pause(lookEveryMs), end]);
  }
  return exitCodes.ok;
}

/** Records that came since the last call, through whichever gateway runs then. */
function createRecordTail(context: Context): () => Promise<readonly LogLine[]> {
  let since = context.io.now();
  let seen = new Set<string>();
  return async () => {
    const running = await runningGateway(context).catch(() => undefined);
    if (running === undefined) return [];
    const backend = createApiBackend(createApiClient(running, { timeoutMs: 10_000 }), running);
    const records = await backend.audit({ limit: most, since }).catch(() => []);
    const fresh = records.filter(({ id }) => !seen.has(id));
    const last = Math.max(since, ...records.map(({ at }) => Date.parse(at)));
    seen = new Set([
      ...(last === since ? seen : []),
      ...records.filter(({ at }) => Date.parse(at) === last).map(({ id }) => id),
    ]);
    since = last;
    return fresh.map(auditLine);
  };
}
