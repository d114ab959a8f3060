import { plainText } from "@moltbot/core";
import { type LineView, type SessionDetailView, type SessionView, withSessions } from "../backend/session-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Sink } from "../io.ts";
import { confirm } from "../output/confirm.ts";
import { fields } from "../output/fields.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

const mostCounted = 1000;

/** `sessions list`. */
export async function listSessions(context: Context, o: { limit: number; after?: string }): Promise<ExitCode> {
  const cursor = o.after === undefined ? {} : { cursor: o.after };
  const { items, next } = await withSessions(context, (backend) => backend.list({ limit: o.limit, ...cursor }));
  const { out } = context.io;
  if (context.json) printJson(context, items);
  else if (items.length > 0) out.write(sessionTable(out, items, context.io.now()));
  if (next !== undefined) {
    const limit = o.limit === 50 ? [] : ["--limit", String(o.limit)];
    say(context, `The next page: ${commandLine(context, "sessions", "list", ...limit, "--after", next)}`);
  } else if (!context.json) {
    const [first] = items;
    if (first === undefined) say(context, "Nobody spoke to the bot yet.");
    else sayNext(context, "sessions", "show", first.key);
  }
  return exitCodes.ok;
}

function sessionTable(to: Sink, sessions: readonly SessionView[], now: number): string {
  return table(
    sessions,
    [
      { title: "SESSION", cell: ({ key }) => key, shrinkTo: 16 },
      { title: "LAST", cell: ({ lastAt }) => (lastAt === undefined ? "never" : relativeTime(lastAt, now)) },
      { title: "LINES", cell: ({ lines }) => count(lines), leaveOut: 1 },
      { title: "AGENT", cell: ({ agent }) => agent, shrinkTo: 8 },
      { title: "MAY", cell: ({ permissions }) => permissions.join(", "), shrinkTo: 8, leaveOut: 0 },
    ],
    { width: to.columns, title: (line) => paint(to, "bold", line) },
  );
}

function count(lines: number): string {
  return lines > mostCounted ? "1000+" : String(lines);
}

/** `sessions show`. */
export async function showSession(context: Context, name: string): Promise<ExitCode> {
  const session = await withSessions(context, (backend) => backend.show(name));
  if (context.json) {
    printJson(context, session);
    return exitCodes.ok;
  }
  const { out } = context.io;
  out.write(fields(out, await sessionFields(session, context.io.now()), { whole: true }));
  if (session.waiting.length > 0) sayNext(context, "approvals", "list");
  else if (session.person !== undefined) sayNext(context, "explain", session.key);
  else sayNext(context, "sessions", "history", session.key);
  return exitCodes.ok;
}

async function sessionFields(
  session: SessionDetailView,
  now: number,
): Promise<readonly (readonly [string, string | undefined])[]> {
  const { key, person, agent, permissions, sandboxed, tools, waiting, grants, lines, lastAt } = session;
  const last = lastAt === undefined ? "" : `, last ${relativeTime(lastAt, now)}`;
  const shared: readonly (readonly [string, string | undefined])[] = [
    ["tools", tools.join(", ") || "none"],
    ["waiting", waiting.join(", ")],
    ["grants", grants.join(", ")],
  ];
  if (person === undefined) {
    return [
      ["session", key],
      ["thread", session.thread],
      ["agent", agent],
      ["may", permissions.join(", ") || "nothing"],
      ["works", sandboxed ? "in a sandbox" : "on the host"],
      ["history", `${count(lines)} lines${last}`],
      ...shared,
    ];
  }
  const { reportSections } = await import("@moltbot/gateway");
  const sections = reportSections(person, (iso) => relativeTime(iso, now));
  const linesOf = (title: string) => sections.find((one) => one.title === title)?.lines ?? [];
  return [
    ["session", key],
    ...linesOf("Access"),
    ...linesOf("Session").filter(([line]) => line !== "session"),
    ...shared,
  ];
}

/** `sessions history`. */
export async function printHistory(
  context: Context,
  name: string,
  o: { limit: number; before?: string; archived?: boolean },
): Promise<ExitCode> {
  const wish = {
    limit: o.limit,
    archived: o.archived === true,
    ...(o.before === undefined ? {} : { cursor: o.before }),
  };
  const { items, next } = await withSessions(context, (backend) => backend.history(name, wish));
  if (context.json) printJson(context, items);
  else for (const line of items) context.io.out.write(lineText(context, line));
  if (items.length === 0 && !context.json) {
    say(
      context,
      o.archived === true
        ? "Nothing was said there."
        : "Nothing was said there; --archived shows what was said before a reset.",
    );
  }
  if (next !== undefined) {
    const limit = o.limit === 50 ? [] : ["--limit", String(o.limit)];
    const words = [...limit, ...(o.archived === true ? ["--archived"] : []), "--before", next];
    say(context, `Before that: ${commandLine(context, "sessions", "history", name, ...words)}`);
  }
  return exitCodes.ok;
}

function lineText({ io }: Context, { role, text, at, archivedAt }: LineView): string {
  const when = (at ?? "").slice(0, 16).replace("T", " ");
  const who = paint(io.out, role === "user" ? "cyan" : "green", role === "user" ? "user" : "bot");
  const put = archivedAt === undefined ? "" : paint(io.out, "dim", " (before a reset)");
  // Further lines are set in, so that nobody's text can look like another line.
  const said = harmless(text).split("\n").join("\n    ");
  return `${paint(io.out, "dim", when)} ${who}${put}: ${said}\n`;
}

/** `sessions reset`. What was said is put away for good, so it wants `--yes`. */
export async function resetSession(
  context: Context,
  name: string,
  o: { yes?: boolean; dryRun?: boolean },
): Promise<ExitCode> {
  if (o.dryRun === true) return preview(context, name);
  const what = `Begin ${plainText(name, 100)} anew? The agent forgets what was said.`;
  await confirm(context, { yes: o.yes, what, why: "sessions reset takes the conversation away from the agent" });
  const result = await withSessions(context, (backend) => backend.reset(name));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  const { archived, revoked, key, status } = result;
  const shown = plainText(key, 300);
  const ended = revoked.length === 0 ? "" : ` Ended with it: ${revoked.join(", ")}.`;
  context.io.out.write(
    status === "unchanged"
      ? `Nothing was said in ${shown}; nothing was changed.\n`
      : `Began ${shown} anew: ${lineCount(archived)} put away.${ended} The pairing and files stay.\n`,
  );
  sayNext(context, "sessions", "history", key, "--archived");
  return exitCodes.ok;
}

async function preview(context: Context, name: string): Promise<ExitCode> {
  const { key, lines, grants } = await withSessions(context, (backend) => backend.show(name));
  if (context.json) {
    printJson(context, { dryRun: true, key, lines, grants });
    return exitCodes.ok;
  }
  const ends = grants.length === 0 ? "" : `, and ${grants.join(", ")} would end`;
  const would =
    lines === 0 && grants.length === 0 ? "would change nothing" : `would put away ${lineCount(lines)}${ends}`;
  context.io.out.write(`Dry run: ${plainText(key, 300)} ${would}. Nothing was changed.\n`);
  sayNext(context, "sessions", "reset", key, "--yes");
  return exitCodes.ok;
}

function lineCount(lines: number): string {
  return `${count(lines)} line${lines === 1 ? "" : "s"}`;
}
