import type { Conversation } from "@moltbot/channel";
import { formatPrincipal, type Principal } from "@moltbot/core";
import type { ToolSession } from "./tool.ts";

/** A session of one person: one of their identities, and where it is talked to. */
export interface OwnSession {
  readonly key: string;
  readonly conversation: Conversation;
}

/**
 * The sessions that a call may name. In a direct chat: its own, and those of `linkedTo`, the other identities of the same
 * person by the config or an operator. In a group: the group's alone, since everybody there hears the answer. Nobody else's.
 */
export function ownSessions(
  linkedTo: (who: Principal) => readonly Principal[],
  { who, key, conversation: here }: Pick<ToolSession, "who" | "key" | "conversation">,
): readonly OwnSession[] {
  if (here.kind !== "dm") return [{ key, conversation: here }];
  const others = linkedTo(who).map((other) => sessionOf(other, { ...other, kind: "dm" }));
  return [sessionOf(who, here), ...others];
}

function sessionOf(who: Principal, conversation: Conversation): OwnSession {
  return { key: formatPrincipal(who), conversation };
}
