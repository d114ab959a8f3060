import { withBackend } from "../backend/open-backend.ts";
import type { StatusView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { printJson, sayNext } from "../output/print.ts";
import { relativeTime } from "../output/times.ts";

/** `status`. */
export async function printStatus(context: Context): Promise<ExitCode> {
  const [kind, where, status] = await withBackend(
    context,
    async (backend) => [backend.kind, backend.where, await backend.status()] as const,
  );
  const running = kind === "gateway";
  const code = running && status.ready ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, { running, ...status });
    return code;
  }
  const { out } = context.io;
  out.write(
    fields(out, [
      ["gateway", running ? `runs: ${where.replace(/^gateway at /, "")}` : "does not run"],
      ["ready", running ? (status.ready ? "yes" : "no") : undefined],
      ...status.trouble.map((text) => ["trouble", text] as const),
      ["storage", status.storage],
      ...configLines(context, status.config),
      [
        "waiting",
        status.pending === undefined ? undefined : `${status.pending} request${status.pending === 1 ? "" : "s"}`,
      ],
      ...status.channels.map(
        ({ channel, account, status: health, detail }) =>
          ["channel", `${channel}/${account}: ${health}${detail === undefined ? "" : ` (${detail})`}`] as const,
      ),
    ]),
  );
  if (!running) sayNext(context, "gateway");
  else if (status.pending !== undefined && status.pending > 0) sayNext(context, "approvals", "list");
  else sayNext(context, "dashboard");
  return code;
}

/** Which config holds, and what stands in the way of the one on the disk. */
function configLines(context: Context, config: StatusView["config"]): readonly (readonly [string, string])[] {
  if (config === undefined) return [];
  const { version, since, refused, restart = [] } = config;
  return [
    ["config", `version ${version}, taken over ${relativeTime(since, context.io.now())}`],
    ...(refused === undefined
      ? []
      : ([["refused", `the changed file is not taken over: ${refused.because}`]] as const)),
    ...(restart.length === 0 ? [] : ([["restart", `needed for ${restart.join(", ")}`]] as const)),
  ];
}
