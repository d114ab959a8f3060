import { withPersonBackend } from "../backend/person-backend.ts";
import type { AuditView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { auditTable } from "../output/audit-table.ts";
import { fields } from "../output/fields.ts";
import { addressOf } from "../output/people.ts";
import { printJson, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { relativeTime } from "../output/times.ts";

/** `users show --verbose`: everything that holds for one person, with the reason for each. */
export async function showPerson(context: Context, who: string): Promise<ExitCode> {
  const view = await withPersonBackend(context, (backend) => backend.describe(who));
  if (context.json) {
    printJson(context, view);
    return exitCodes.ok;
  }
  const { reportSections } = await import("@moltbot/gateway");
  const { out } = context.io;
  const now = context.io.now();
  const sections = reportSections(view, (iso) => `${relativeTime(iso, now)} (${iso})`);
  for (const { title, lines } of sections) {
    out.write(`${paint(out, "bold", title)}\n${fields(out, lines, { whole: true })}\n`);
  }
  out.write(`${paint(out, "bold", "Audit log")}\n`);
  const records = view.audit as readonly AuditView[];
  if (records.length === 0) out.write("It says nothing about them.\n");
  else out.write(auditTable(out, records, now));
  const refused = view.tools.find(({ allowed }) => !allowed);
  const address = addressOf(view);
  if (refused !== undefined) sayNext(context, "tools", "explain", refused.tool, "--from", address);
  else sayNext(context, "users", "permissions", address, "read", "write");
  return exitCodes.ok;
}
