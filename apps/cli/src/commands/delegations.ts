import { parseDuration, plainText } from "@moltbot/core";
import { withBackend } from "../backend/open-backend.ts";
import type { DelegationView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `pairing delegations`. */
export async function listDelegations(context: Context): Promise<ExitCode> {
  const delegations = await withBackend(context, (backend) => backend.delegations());
  if (context.json) {
    printJson(context, delegations);
    return exitCodes.ok;
  }
  const [first] = delegations;
  if (first === undefined) {
    say(context, "Every approver answers for themselves.");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<DelegationView>[] = [
    { title: "VOTE OF", cell: ({ from }) => from },
    { title: "ANSWERED BY", cell: ({ to }) => to },
    { title: "ENDS", cell: ({ until }) => relativeTime(until, now()) },
    { title: "MADE BY", cell: ({ madeBy }) => madeBy, shrinkTo: 8, leaveOut: 0 },
  ];
  out.write(table(delegations, columns, { width: out.columns, title: (text) => paint(out, "bold", text) }));
  sayNext(context, "pairing", "undelegate", first.from);
  return exitCodes.ok;
}

/** `pairing delegate`. */
export async function delegate(context: Context, from: string, to: string, o: { for: string }): Promise<ExitCode> {
  const forMs = parseDuration(o.for);
  const made = await withBackend(context, (backend) => backend.delegate(from, to, forMs));
  if (context.json) {
    printJson(context, made);
    return exitCodes.ok;
  }
  const [whose, whom] = [plainText(made.from, 300), plainText(made.to, 300)];
  const ends = relativeTime(made.until, context.io.now());
  context.io.out.write(
    `${whom} answers pairing requests for ${whose} now; it ends ${ends}. Together they count as one.\n`,
  );
  sayNext(context, "pairing", "undelegate", made.from);
  return exitCodes.ok;
}

/** `pairing undelegate`. */
export async function undelegate(context: Context, from: string): Promise<ExitCode> {
  const result = await withBackend(context, (backend) => backend.undelegate(from));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  const whose = plainText(result.from, 300);
  const text =
    result.status === "done"
      ? `Nobody answers for ${whose} any more but themselves.`
      : `${whose} answers for themselves already; nothing was changed.`;
  context.io.out.write(`${text}\n`);
  sayNext(context, "pairing", "delegations");
  return exitCodes.ok;
}
