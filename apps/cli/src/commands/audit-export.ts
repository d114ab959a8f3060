import type { ExportFormat } from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import { withBackend } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { say } from "../output/print.ts";
import { writeNewFile } from "../output/write-new-file.ts";
import { type AuditFilterOptions, readFilter } from "./audit-filter.ts";

/** What `audit export` is asked. */
export interface ExportOptions extends AuditFilterOptions {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly force?: boolean;
}

/** `audit export`: never more than a page in memory, through the gateway and without one. */
export async function exportAudit(context: Context, o: ExportOptions): Promise<ExitCode> {
  const { io } = context;
  if (o.force === true && o.output === undefined) {
    throw new MoltbotError("invalid", "--force without --output replaces nothing", {
      hint: "Name a file by --output.",
    });
  }
  const read = readFilter(o, io.now());
  await withBackend(context, async (backend) => {
    const filter = await read(backend);
    const pieces = (): Promise<AsyncIterable<string>> => backend.exportAudit({ filter, format: o.format });
    if (o.output === undefined) {
      for await (const piece of await pieces()) {
        io.out.write(piece);
        await io.out.drained?.();
      }
      return;
    }
    const { path, bytes } = await writeNewFile(o.output, pieces, { force: o.force === true });
    say(context, `Wrote ${bytes} bytes to ${path}. It names people: keep it where only you can read it.`);
  });
  return exitCodes.ok;
}
