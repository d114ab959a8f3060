import type { AccessDecision } from "@moltbot/access";
import type { InboundMessage } from "@moltbot/channel";
import { formatPrincipal, type Principal } from "@moltbot/core";
import type { FlowDeps } from "../flow/deps.ts";
import { profileOf } from "../flow/profile.ts";

/** Notes the claim of somebody who was not let in, for the operator to see. */
export async function noteClaimOf(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  decision: AccessDecision,
): Promise<void> {
  if (decision.action === "admit" || message.event !== "message") return;
  const entry = decision.claim?.matchKey;
  if (entry !== undefined) await d.identities.claimed(who, entry, profileOf(message));
}

/** Who has the entry already that somebody claims; `undefined` when nobody else has. */
export async function pinnedTo(d: FlowDeps, who: Principal, entry: string | undefined): Promise<string | undefined> {
  if (entry === undefined) return undefined;
  const { channel, account } = who;
  const others = (await d.identities.pins({ channel, account, entry })).filter(
    ({ principal }) => principal.id !== who.id,
  );
  const names = others.slice(0, 3).map(({ principal }) => formatPrincipal(principal));
  return names.length === 0 ? undefined : `${names.join(", ")}${others.length > 3 ? " and others" : ""}`;
}
