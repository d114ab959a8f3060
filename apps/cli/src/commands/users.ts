import type { UsersQuery } from "../backend/backend.ts";
import { withBackend } from "../backend/open-backend.ts";
import type { UserView } from "../backend/views.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { addressOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { relativeTime } from "../output/times.ts";
import { usersTable } from "../output/users-table.ts";

/** Which people `users list` shows. */
export interface ListOptions {
  readonly paired?: boolean;
  readonly blocked?: boolean;
  readonly pending?: boolean;
  readonly channel?: string;
}

const empty = {
  paired: "Nobody is paired. Requests that wait: moltbot pairing pending",
  blocked: "Nobody is blocked.",
  pending: "Nobody waits for an answer.",
  any: "Nobody wrote to the bot yet.",
} as const;

/** `users list`. */
export async function listUsers(context: Context, options: ListOptions): Promise<ExitCode> {
  const state = (["paired", "blocked", "pending"] as const).find((name) => options[name] === true);
  const query: UsersQuery = {
    ...(state === undefined ? {} : { state }),
    ...(options.channel === undefined ? {} : { channel: options.channel.toLowerCase() }),
  };
  const users = await withBackend(context, (backend) => backend.users(query));
  if (context.json) {
    printJson(context, users);
    return exitCodes.ok;
  }
  const first = users[0];
  if (first === undefined) {
    say(context, options.channel === undefined ? empty[state ?? "any"] : "Nobody like that is known on that channel.");
    return exitCodes.ok;
  }
  context.io.out.write(usersTable(context.io.out, users, context.io.now()));
  if (state === "pending") sayNext(context, "pairing", "pending");
  else sayNext(context, "users", "show", addressOf(first), "--verbose");
  return exitCodes.ok;
}

/** `users show`. */
export async function showUser(context: Context, who: string): Promise<ExitCode> {
  const user = await withBackend(context, (backend) => backend.user(who));
  if (context.json) {
    printJson(context, user);
    return exitCodes.ok;
  }
  const { out } = context.io;
  out.write(fields(out, lines(user, context.io.now())));
  sayNext(context, ...next(user));
  return exitCodes.ok;
}

function lines(user: UserView, now: number): readonly (readonly [string, string | undefined])[] {
  const when = (iso: string | undefined): string | undefined =>
    iso === undefined ? undefined : relativeTime(iso, now);
  return [
    ["who", addressOf(user)],
    ["name", user.displayName],
    ["username", user.username],
    ["phone", user.phone],
    ["state", user.state],
    ["request", user.requestId],
    ["paired", when(user.pairedAt)],
    ["until", when(user.expiresAt)],
    ["blocked", when(user.blockedAt)],
    ["because", user.blockReason],
    ["agent", user.agent],
    ["last seen", when(user.lastSeenAt)],
  ];
}

function next(user: UserView): readonly string[] {
  const who = addressOf(user);
  if (user.requestId !== undefined && user.state === "pending") return ["pairing", "approve", user.requestId];
  if (user.state === "paired") return ["users", "unpair", who];
  return user.state === "blocked" ? ["users", "unblock", who] : ["pairing", "approve", who];
}
