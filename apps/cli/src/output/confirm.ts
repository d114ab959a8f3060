import { MoltbotError } from "@moltbot/core";
import type { Context } from "../context.ts";

/**
 * Makes sure that somebody means it: `--yes`, or the word typed at a terminal.
 * @throws MoltbotError `invalid` where nobody can be asked, `denied` when the answer is no
 */
export async function confirm(
  { io, json }: Context,
  o: { readonly yes: boolean | undefined; readonly what: string; readonly why: string },
): Promise<void> {
  if (o.yes === true) return;
  if (json || io.ask === undefined) {
    throw new MoltbotError("invalid", `${o.why}, so it needs --yes`, {
      hint: "See first what would go, with --dry-run.",
    });
  }
  const answer = await io.ask(`${o.what} Type yes to go on: `);
  if (answer.toLowerCase() !== "yes") throw new MoltbotError("denied", "Nothing was changed.");
}
