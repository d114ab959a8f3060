import type { Conversation } from "@moltbot/channel";
import { type Config, channelAccounts } from "@moltbot/config";
import { formatPrincipal, type Principal, parseAddress } from "@moltbot/core";

/** A session of one person: one of their identities, and where it is talked to. */
export interface OwnSession {
  readonly key: string;
  readonly conversation: Conversation;
}

/** The sessions of a person: the one that asks, and those of the identities that the config links to it. Nobody else's. */
export function ownSessions(config: Config, who: Principal, here: Conversation): readonly OwnSession[] {
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
