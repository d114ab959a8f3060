import { MoltbotError, plainText } from "@moltbot/core";
import type { AnswerResult } from "../backend/backend.ts";
import { withBackend } from "../backend/open-backend.ts";
import type { RequestView, Scope } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { addressOf, nameOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `approvals list`. */
export async function listRequests(context: Context): Promise<ExitCode> {
  const requests = await withBackend(context, (backend) => backend.requests());
  if (context.json) {
    printJson(context, requests);
    return exitCodes.ok;
  }
  const [first] = requests;
  if (first === undefined) {
    say(context, "No requests are waiting: nobody asks to be let in, and no command asks to run.");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<RequestView>[] = [
    { title: "ID", cell: (request) => request.id },
    { title: "KIND", cell: kindOf, leaveOut: 1 },
    { title: "WHO", cell: addressOf },
    { title: "ASKS", cell: asks, shrinkTo: 12 },
    { title: "ENDS", cell: (request) => relativeTime(request.expiresAt, now()), leaveOut: 2 },
    { title: "VOTES", cell: ({ approvals, required }) => `${approvals}/${required}`, leaveOut: 0 },
  ];
  out.write(table(requests, columns, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  sayNext(context, "approvals", "show", first.id);
  return exitCodes.ok;
}

function kindOf({ kind }: RequestView): string {
  return kind === "exec" ? "command" : kind === "pairing" ? "person" : kind;
}

function asks(request: RequestView): string {
  return request.command?.line ?? (request.kind === "exec" ? "a damaged command" : nameOf(request));
}

/** `approvals show`. */
export async function showRequest(context: Context, id: string): Promise<ExitCode> {
  const request = await withBackend(context, (backend) => backend.request(id));
  if (context.json) {
    printJson(context, request);
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  out.write(fields(out, lines(request, now()), { whole: true }));
  if (request.status === "pending") sayNext(context, "approvals", "approve", request.id);
  return exitCodes.ok;
}

/** Everything that an answer rests on, nothing cut (SPEC R7.4). */
function lines(request: RequestView, now: number): readonly (readonly [string, string | undefined])[] {
  const { command } = request;
  const ends = request.status === "pending" ? relativeTime(request.expiresAt, now) : undefined;
  return [
    ["id", request.id],
    ["asks", kindOf(request)],
    ["status", request.status],
    ["who", `${addressOf(request)} ${nameOf(request)}`],
    ["code", request.code],
    ["first message", request.firstMessage],
    ["command", command?.line],
    ...(command?.commands ?? []).map((words, index) => [`runs ${index + 1}`, words] as const),
    ["directory", command?.directory],
    ["where", command && (command.where === "host" ? "on the host, outside the sandbox" : "in the sandbox")],
    ["agent", command?.agent],
    ["session", command?.session],
    ["why it asks", command?.because],
    ["digest", command?.digest],
    ["masked", command?.masked ? "•••[n] hides a value of n characters; what runs has it" : undefined],
    ["a yes holds", command?.scopes.join(", ")],
    ["votes", `${request.approvals} of ${request.required}`],
    ["by", request.votes.map(({ by, decision }) => `${by} (${decision})`).join(", ")],
    ["ends", ends],
  ];
}

/** `approvals approve`. */
export async function approveRequest(context: Context, id: string, o: { scope?: string }): Promise<ExitCode> {
  const scope = readScope(o.scope);
  const options = scope === undefined ? {} : { scope };
  const result = await withBackend(context, (backend) => backend.answer(id, "approve", options));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  context.io.out.write(`${approvedText(result)}\n`);
  if (result.status === "approved" && result.grant !== undefined)
    sayNext(context, "approvals", "revoke", result.grant.id);
  return exitCodes.ok;
}

function readScope(text: string | undefined): Scope | undefined {
  if (text === undefined || text === "once" || text === "session" || text === "always") return text;
  throw new MoltbotError("invalid", `--scope cannot be ${JSON.stringify(text)}`, {
    hint: "One of: once, session, always.",
  });
}

const reach: Readonly<Record<Scope, string>> = {
  once: "It runs this once.",
  session: "It runs now, and unasked again in this session.",
  always: "It runs now, and from now on unasked, until somebody revokes it.",
};

function approvedText(result: AnswerResult): string {
  const what = subjectOf(result.request);
  if (result.status === "voted") return `Your vote counts for ${what}: ${result.have} of ${result.need} needed.`;
  const scope = result.status === "approved" ? result.scope : undefined;
  if (scope === undefined) return `Approved ${what}.`;
  const remembered = scope === "once" || (result.status === "approved" && result.grant !== undefined);
  const holds = remembered ? reach[scope] : "It runs this once; that it may run again could not be remembered.";
  return `Approved: ${what}\n${holds}`;
}

/** The command in full, or the person. */
function subjectOf(request: RequestView): string {
  if (request.command !== undefined) return plainText(request.command.line, 20_000);
  return plainText(`${addressOf(request)} ${nameOf(request)}`, 300);
}

/** `approvals deny`. */
export async function denyRequest(context: Context, id: string): Promise<ExitCode> {
  const result = await withBackend(context, (backend) => backend.answer(id, "deny"));
  if (context.json) printJson(context, result);
  else context.io.out.write(`Denied: ${subjectOf(result.request)}\n`);
  return exitCodes.ok;
}
