import { isMoltbotError, MoltbotError, parseDuration, plainText } from "@moltbot/core";
import type { Backend, PersonResult } from "../backend/backend.ts";
import { withBackend } from "../backend/open-backend.ts";
import type { PersonView, UserView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { addressOf } from "../output/people.ts";
import { printJson, sayNext } from "../output/print.ts";
import { relativeTime } from "../output/times.ts";

/** What can be done to a person. All three can be undone, so none asks first. */
export type Change = "block" | "unblock" | "unpair";

/** `users block`, `users unblock`, `users unpair`. */
export async function changeUser(
  context: Context,
  change: Change,
  who: string,
  o: { dryRun?: boolean; reason?: string; for?: string },
): Promise<ExitCode> {
  const terms = {
    ...(o.reason === undefined ? {} : { reason: o.reason }),
    ...(o.for === undefined ? {} : { forMs: readBlockTime(o.for) }),
  };
  if (o.dryRun === true) return preview(context, change, who, o);
  const result = await withBackend(context, (backend) =>
    change === "block" ? backend.block(who, terms) : backend[change](who),
  );
  if (context.json) {
    printJson(context, result);
    return exitCodes.ok;
  }
  context.io.out.write(`${resultText(change, result, context.io.now())}\n`);
  sayNext(context, ...(result.status === "unchanged" ? ["users", "list"] : undo(change, result)));
  return exitCodes.ok;
}

/** Shorter blocks are slips. */
function readBlockTime(text: string): number {
  const ms = parseDuration(text);
  if (ms < 60_000) {
    throw new MoltbotError("invalid", "a block lasts at least a minute", {
      hint: "Write e.g. --for 7d, or leave it out.",
    });
  }
  return ms;
}

function resultText(change: Change, result: PersonResult, now: number): string {
  const { also = [], until } = result;
  const who = [result, ...also].map((person) => plainText(addressOf(person), 300)).join(", ");
  const ended =
    result.cancelled.length > 0 ? ` What they asked for ended with it: ${result.cancelled.join(", ")}.` : "";
  if (result.status === "unchanged") return `${who} ${already[change]}; nothing was changed.`;
  const end = until === undefined ? "" : ` It ends ${relativeTime(until, now)}.`;
  if (change === "block") return `Blocked ${who}: the bot is silent to them now.${end}${ended}`;
  if (change === "unblock") return `Unblocked ${who}. They are not paired: they may ask with /pair.`;
  return `Unpaired ${who}. They may ask again with /pair.${ended}`;
}

const already = { block: "is blocked already", unblock: "is not blocked", unpair: "is not paired" } as const;

function undo(change: Change, person: PersonView): readonly string[] {
  const who = addressOf(person);
  if (change === "block") return ["users", "unblock", who];
  return change === "unpair" ? ["pairing", "approve", who] : ["users", "show", who];
}

async function preview(
  context: Context,
  change: Change,
  who: string,
  o: { reason?: string; for?: string },
): Promise<ExitCode> {
  const user = await withBackend(context, (backend) => known(backend, who));
  const wouldChange = change === "block" ? user?.state !== "blocked" : user?.state === states[change];
  if (context.json) {
    printJson(context, { dryRun: true, action: change, wouldChange, ...(user === undefined ? { who } : { user }) });
    return exitCodes.ok;
  }
  const shown = plainText(user === undefined ? who : addressOf(user), 300);
  const state = user === undefined ? "never wrote to the bot" : `is ${user.state} now`;
  const would = wouldChange ? `would ${change} ${shown}, who ${state}` : `would change nothing: ${shown} ${state}`;
  context.io.out.write(`Dry run: ${would}. Nothing was changed.\n`);
  const why = [
    ...(o.reason === undefined ? [] : ["--reason", o.reason]),
    ...(o.for === undefined ? [] : ["--for", o.for]),
  ];
  if (wouldChange) sayNext(context, "users", change, user === undefined ? who : addressOf(user), ...why);
  else sayNext(context, "users", "list");
  return exitCodes.ok;
}

const states = { unblock: "blocked", unpair: "paired" } as const;

/** The person, or nothing for a full identity that never wrote: those can be blocked, too. */
async function known(backend: Backend, who: string): Promise<UserView | undefined> {
  try {
    return await backend.user(who);
  } catch (thrown) {
    if (isMoltbotError(thrown) && thrown.code === "not_found" && who.includes(":")) return undefined;
    throw thrown;
  }
}
