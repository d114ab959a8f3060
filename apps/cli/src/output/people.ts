import { formatPrincipal } from "@moltbot/core";

interface Person {
  readonly channel?: string;
  readonly account?: string;
  readonly userId?: string;
  readonly displayName?: string;
  readonly username?: string;
}

/** `channel:id` of somebody (SPEC R0.2). */
export function addressOf({ channel = "?", account = "default", userId = "?" }: Person): string {
  return formatPrincipal({ channel, account, id: userId });
}

/** What they call themselves, for showing only: `John Doe (@johndoe)`. */
export function nameOf({ displayName, username }: Person): string {
  const handle = username === undefined || username === "" ? undefined : `@${username.replace(/^@/, "")}`;
  if (displayName === undefined || displayName === "") return handle ?? "";
  return handle === undefined ? displayName : `${displayName} (${handle})`;
}
