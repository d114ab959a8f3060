import { plainText } from "@moltbot/core";
import type { ErasureMode } from "@moltbot/pairing/privacy";
import { type ErasureView, withPrivacy } from "../backend/privacy-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { confirm } from "../output/confirm.ts";
import { addressOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";

/** Options of `users delete` and `users anonymize`. */
export interface EraseOptions {
  readonly purge?: boolean;
  readonly linked?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const words: Readonly<Record<ErasureMode, readonly [string, string, string]>> = {
  delete: ["delete", "Deleted", "Delete"],
  purge: ["purge", "Purged", "Purge"],
  anonymize: ["anonymize", "Anonymised", "Anonymise"],
};

/**
 * `users delete`, `users anonymize`. Nothing brings back what goes, so it wants `--yes`, or a word at the terminal.
 * @throws MoltbotError `invalid` without `--yes` and `--dry-run`, `denied` for owners
 */
export async function eraseUser(
  context: Context,
  verb: "delete" | "anonymize",
  who: string,
  o: EraseOptions,
): Promise<ExitCode> {
  const mode: ErasureMode = verb === "delete" && o.purge === true ? "purge" : verb;
  const dryRun = o.dryRun === true;
  if (!dryRun) {
    const what = `${words[mode][2]} ${plainText(who, 100)}? There is no way back.`;
    await confirm(context, { yes: o.yes, what, why: `users ${verb} cannot be undone` });
  }
  const request = { mode, linked: o.linked === true, dryRun };
  const views = await withPrivacy(context, (backend) => backend.erase(who, request));
  if (context.json) {
    printJson(context, views);
    return exitCodes.ok;
  }
  for (const view of views) context.io.out.write(`${lines(view, mode).join("\n")}\n`);
  if (!dryRun) {
    say(context, "What was sent to other people's chats stays there: a platform cannot be made to forget it.");
    sayNext(context, "audit", "verify");
  } else if (views.some(({ owner }) => (owner?.length ?? 0) > 0)) sayNext(context, "config", "validate");
  else
    sayNext(
      context,
      "users",
      verb,
      who,
      ...(mode === "purge" ? ["--purge"] : []),
      ...(request.linked ? ["--linked"] : []),
      "--yes",
    );
  return exitCodes.ok;
}

function lines(view: ErasureView, mode: ErasureMode): readonly string[] {
  const who = plainText(addressOf(view), 300);
  const [verb, done] = words[mode];
  const what = Object.entries(view.tally ?? {}).map(([name, n]) => `  ${name.replaceAll("_", " ")}: ${n}`);
  const none = what.length === 0;
  const first =
    view.status === "dry-run"
      ? `Dry run: would ${verb} ${who}. ${none ? "Nothing is kept about them." : "It would take:"}`
      : view.status === "unchanged"
        ? `Nothing is kept about ${who}; nothing was changed.`
        : `${done} ${who}:`;
  return [
    first,
    ...what,
    ...(view.pseudonym === undefined
      ? []
      : [`  their history is anonymous:${view.pseudonym} now; nobody can tell whose it was`]),
    ...(view.blocked ? ["  they are blocked: a keyed hash stays, so that they are blocked when they come back"] : []),
    ...((view.owner?.length ?? 0) > 0
      ? [`  refused: the configuration makes them an owner (${view.owner?.join(", ")})`]
      : []),
    ...(view.named.length > 0
      ? [`  the configuration still names them: ${plainText(view.named.join(", "), 500)}`]
      : []),
  ];
}
