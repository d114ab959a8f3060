import type { Conversation } from "@moltbot/channel";
import { formatPrincipal, type Principal } from "@moltbot/core";

/**
 * Names a session in histories, grants and sandboxes (SPEC R1.4). A direct chat is its person's; a group, or a topic in
 * one, has a session of its own that no person's key can spell: channel names don't begin with `#`.
 */
export function sessionKey(who: Principal, at: Conversation): string {
  if (at.kind === "dm") return formatPrincipal(who);
  const group = formatPrincipal({ channel: at.channel, account: at.account, id: inKey(at.id) });
  return `#${group}${at.thread === undefined ? "" : `/${inKey(at.thread)}`}`;
}

const groupForm = /^#([a-z][a-z0-9-]*)(?:\/([^/:]+))?:([^/]+)(?:\/[^/]+)?$/;

/** The group that a session belongs to; `undefined`: it is a direct chat's. */
export function groupOfKey(key: string): Pick<Conversation, "channel" | "account" | "id"> | undefined {
  const [, channel, account = "default", id] = groupForm.exec(key) ?? [];
  return channel === undefined || id === undefined ? undefined : { channel, account, id: decodeURIComponent(id) };
}

// Half characters cannot be written; no platform has ids of them.
function inKey(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, "\ufffd"));
}
