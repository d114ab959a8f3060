import type { AuditVerdict, ChainHead } from "@moltbot/audit";
import { MoltbotError, plainText } from "@moltbot/core";
import { withBackend } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { commandLine, printJson, say } from "../output/print.ts";

const shown = ({ seq, hash }: ChainHead): string => `${seq}:${hash}`;

/** `audit head`. */
export async function printHead(context: Context): Promise<ExitCode> {
  const head = await withBackend(context, (backend) => backend.auditHead());
  if (context.json) printJson(context, head);
  else context.io.out.write(`${shown(head)}\n`);
  say(context, `Keep it elsewhere. Later: ${commandLine(context, "audit", "verify", "--head", shown(head))}`);
  return exitCodes.ok;
}

/**
 * Reads what `audit head` printed.
 * @throws MoltbotError `invalid`
 */
function readHead(text: string): ChainHead {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (hash !== undefined) return { seq: Number(seq), hash };
  throw new MoltbotError("invalid", `--head "${plainText(text, 40)}" is no head of an audit log`, {
    hint: "Give what `moltbot audit head` printed: a number, a colon and 64 hex digits.",
  });
}

/** `audit verify`. */
export async function verifyAudit(context: Context, head?: string): Promise<ExitCode> {
  const remembered = head === undefined ? undefined : readHead(head);
  const verdict = await withBackend(context, (backend) => backend.verify(remembered));
  const code = verdict.ok ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, verdict);
    return code;
  }
  if (verdict.ok) tellIntact(context, verdict);
  else tellBroken(context, verdict);
  return code;
}

function tellIntact(context: Context, verdict: Extract<AuditVerdict, { ok: true }>): void {
  const { checked, seq, head, since } = verdict;
  context.io.out.write(
    seq === 0
      ? "The audit log is empty.\n"
      : `The audit log is intact: ${checked} record${checked === 1 ? "" : "s"}, head ${shown({ seq, hash: head })}\n`,
  );
  if (since !== undefined) {
    say(
      context,
      `Records 1 to ${since.seq} were removed by audit.retention, last on ${new Date(since.at).toISOString()}.`,
    );
  }
  if (verdict.rememberedIsGone === true) {
    say(context, "The head to compare with is older than what retention left: it proves nothing any more.");
  }
}

function tellBroken(context: Context, verdict: Extract<AuditVerdict, { ok: false }>): void {
  const { brokenAt, because, after, row } = verdict;
  const where = [...(after === undefined ? [] : [`after ${after}`]), ...(row === undefined ? [] : [`at ${row}`])];
  context.io.out.write(
    `The audit log was tampered with at record ${brokenAt}${where.length === 0 ? "" : ` (${where.join(", ")})`}: ${because}\n`,
  );
  say(context, "Every record before it fits. Compare the rest with a backup.");
  say(
    context,
    "After a backup was restored, remove audit-head.json from the state directory: it remembers what came later.",
  );
}
