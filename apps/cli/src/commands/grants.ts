import { plainText } from "@moltbot/core";
import { withBackend } from "../backend/open-backend.ts";
import type { GrantView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { type Column, table } from "../output/table.ts";
import { relativeTime } from "../output/times.ts";

/** `approvals grants`. */
export async function listGrants(context: Context, o: { all?: boolean }): Promise<ExitCode> {
  const all = o.all === true;
  const grants = await withBackend(context, (backend) => backend.grants({ all }));
  if (context.json) {
    printJson(context, grants);
    return exitCodes.ok;
  }
  const [first] = grants;
  if (first === undefined) {
    say(context, all ? "No command was ever granted." : "No command may run again unasked because somebody said so.");
    return exitCodes.ok;
  }
  const { out, now } = context.io;
  const columns: readonly Column<GrantView>[] = [
    { title: "ID", cell: (grant) => grant.id },
    { title: "COMMAND", cell: commandOf, shrinkTo: 12 },
    { title: "WHERE", cell: (grant) => grant.command?.where ?? "", leaveOut: 1 },
    { title: "AGENT", cell: (grant) => grant.agent, shrinkTo: 6, leaveOut: 2 },
    { title: "HOLDS", cell: (grant) => holds(grant, now()), shrinkTo: 12 },
    { title: "GRANTED", cell: (grant) => relativeTime(grant.grantedAt, now()), leaveOut: 0 },
    { title: "BY", cell: (grant) => grant.grantedBy.join(", "), shrinkTo: 8, leaveOut: 3 },
  ];
  out.write(table(grants, columns, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  sayNext(context, "approvals", "revoke", first.id);
  return exitCodes.ok;
}

function holds(grant: GrantView, now: number): string {
  if (grant.revokedAt !== undefined)
    return `revoked ${relativeTime(grant.revokedAt, now)} by ${grant.revokedBy ?? "?"}`;
  if (grant.expiresAt !== undefined && Date.parse(grant.expiresAt) <= now) return "ended";
  return grant.scope === "session" ? `in session ${grant.session ?? "?"}` : "for good";
}

/** `approvals revoke`. */
export async function revokeGrant(context: Context, id: string): Promise<ExitCode> {
  const result = await withBackend(context, (backend) => backend.revoke(id));
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  const what = plainText(commandOf(result.grant), 20_000);
  const done = result.status === "revoked" ? "Revoked" : "Revoked before; nothing was changed";
  context.io.out.write(`${done}: ${what}\n`);
  if (result.status === "revoked") say(context, "It asks again from the next time on.");
  return exitCodes.ok;
}

function commandOf({ command }: GrantView): string {
  return command?.line ?? "a damaged command";
}
