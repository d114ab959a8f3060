import { plainText } from "@moltbot/core";
import type { ApproveResult } from "../backend/backend.ts";
import { withBackend } from "../backend/open-backend.ts";
import type { RequestView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { addressOf, nameOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `pairing pending`. */
export async function listPending(context: Context): Promise<ExitCode> {
  const requests = await withBackend(context, (backend) => backend.pending());
  if (context.json) {
    printJson(context, requests);
    return exitCodes.ok;
  }
  const first = requests[0];
  if (first === undefined) {
    say(context, "No requests are waiting. Who writes to the bot is asked to send /pair; their request shows here.");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<RequestView>[] = [
    { title: "ID", cell: (request) => request.id },
    { title: "WHO", cell: addressOf },
    { title: "NAME", cell: nameOf, shrinkTo: 6 },
    { title: "CODE", cell: (request) => request.code ?? "" },
    { title: "ENDS", cell: (request) => relativeTime(request.expiresAt, now()), leaveOut: 2 },
    { title: "VOTES", cell: ({ approvals, required }) => `${approvals}/${required}`, leaveOut: 1 },
    { title: "FIRST MESSAGE", cell: (request) => request.firstMessage ?? "", shrinkTo: 13, leaveOut: 0 },
  ];
  const shown = columns.filter(({ title }) => title !== "VOTES" || requests.some((request) => request.required > 1));
  out.write(table(requests, shown, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  say(context, "Ask them for the code by another way before you approve.");
  sayNext(context, "pairing", "approve", first.id);
  return exitCodes.ok;
}

/** `pairing approve`. */
export async function approve(context: Context, who: string): Promise<ExitCode> {
  const result = await withBackend(context, (backend) => backend.approve(who));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  const person = "request" in result ? result.request : result;
  context.io.out.write(`${approvedText(result)}\n`);
  if (result.status === "voted") sayNext(context, "pairing", "pending");
  else sayNext(context, "users", "show", addressOf(person));
  return exitCodes.ok;
}

function approvedText(result: ApproveResult): string {
  const who = (person: Parameters<typeof addressOf>[0]): string => plainText(addressOf(person), 300);
  switch (result.status) {
    case "approved":
      return `Paired ${who(result.request)}${called(result.request)}.`;
    case "voted":
      return `Your vote counts for ${who(result.request)}: ${result.have} of ${result.need} needed. Not paired yet.`;
    case "done":
      return `Paired ${who(result)} by hand: there was no request.`;
    case "unchanged":
      return `${who(result)} is paired already; nothing was changed.`;
  }
}

/** `pairing deny`. */
export async function deny(context: Context, who: string): Promise<ExitCode> {
  const { status, request } = await withBackend(context, (backend) => backend.deny(who));
  if (context.json) {
    printJson(context, { status, request });
    return exitCodes.ok;
  }
  context.io.out.write(`Denied ${plainText(addressOf(request), 300)}${called(request)}. They may ask again later.\n`);
  sayNext(context, "users", "block", addressOf(request));
  return exitCodes.ok;
}

function called(request: RequestView): string {
  const name = plainText(nameOf(request), 80);
  return name === "" ? "" : ` (${name})`;
}
