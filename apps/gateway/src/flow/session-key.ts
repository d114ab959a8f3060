import type { Conversation } from "@moltbot/channel";
import { formatPrincipal, type Principal } from "@moltbot/core";

/**
 * Names a session in histories, grants and sandboxes (SPEC R1.4). A direct chat is its person's; a group, or a topic in
 * one, has a session of its own that no person's key can spell: channel names don't begin with `#`.
 */
export function sessionKey(who: Principal, at: Conversation): string {
  if (at.kind === "dm") return formatPrincipal(who);
  const group = formatPrincipal({ channel: at.channel, account: at.account, id: encodeURIComponent(at.id) });
  return `#${group}${at.thread === undefined ? "" : `/${encodeURIComponent(at.thread)}`}`;
}
