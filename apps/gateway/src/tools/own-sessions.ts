import type { Conversation } from "@moltbot/channel";
import { type Config, channelAccounts } from "@moltbot/config";
import { formatPrincipal, type Principal, parseAddress } from "@moltbot/core";
import type { ToolSession } from "./tool.ts";

/** A session of one person: one of their identities, and where it is talked to. */
export interface OwnSession {
  readonly key: string;
  readonly conversation: Conversation;
}

/**
 * The sessions that a call may name. In a direct chat: its own, and those of the identities that the config links to its
 * person. In a group: the group's alone, since everybody there hears the answer. Nobody else's.
 */
export function ownSessions(
  config: Config,
  { who, key, conversation: here }: Pick<ToolSession, "who" | "key" | "conversation">,
): readonly OwnSession[] {
  if (here.kind !== "dm") return [{ key, conversation: here }];
  const own = sessionOf(who, here);
  const linked = Object.values(config.identityLinks ?? {}).find((identities) =>
    identities.some((address) => isSame(parseAddress(address), who)),
  );
  const accounts = channelAccounts(config);
  const others = (linked ?? []).map(parseAddress).flatMap(({ channel, id }) =>
    accounts
      .filter((one) => one.channel === channel)
      .map(({ account }) => ({ channel, account, id }))
      .filter((other) => formatPrincipal(other) !== own.key)
      .map((other) => sessionOf(other, { channel, account: other.account, kind: "dm", id })),
  );
  return [own, ...others];
}

function sessionOf(who: Principal, conversation: Conversation): OwnSession {
  return { key: formatPrincipal(who), conversation };
}

function isSame(a: { channel: string; id: string }, b: Principal): boolean {
  return a.channel === b.channel && a.id === b.id;
}
