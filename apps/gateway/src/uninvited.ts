import type { Approval } from "@moltbot/approvals";
import { formatPrincipal, type Principal, principalKey } from "@moltbot/core";
import type { PairingStore } from "@moltbot/pairing";
import type { EndReason, ExecApprovals } from "./exec/exec-approvals.ts";
import { judge } from "./flow/judge.ts";
import type { Policy } from "./policy/policy.ts";
import type { Stores } from "./stores/stores.ts";

/** What looks for people who may not talk any more. */
export interface UninvitedDeps {
  readonly stores: Pick<Stores, "approvals" | "pairing">;
  readonly exec: Pick<ExecApprovals, "endFor" | "grants" | "pending">;
  readonly policy: () => Policy;
  readonly clock: { now(): number };
}

/**
 * Ends what people have going with commands who may not talk to the bot any more: after a lapse, a changed config, or a
 * process that died between taking a pairing away and ending what came with it (SPEC R3.8, R9.7).
 */
export async function endUninvited(d: UninvitedDeps): Promise<void> {
  const people = new Map<string, Principal>();
  const add = ({ requester }: Approval, session: unknown): void => {
    // A group's session belongs to nobody alone, and the group's own rules hold there.
    if (requester !== undefined && session === formatPrincipal(requester))
      people.set(principalKey(requester), requester);
  };
  for (const asked of await d.exec.pending()) add(asked, asked.payload["session"]);
  for (const { scope, session, approval } of await d.exec.grants()) {
    const asked = scope === "session" ? await d.stores.approvals.get(approval) : undefined;
    if (asked !== undefined) add(asked, session);
  }
  for (const who of people.values()) {
    const why = await uninvited({ ...d, people: d.stores.pairing }, who);
    if (why !== undefined) await d.exec.endFor(who, why);
  }
}

/** Why somebody may not talk to the bot in their own chat; `undefined`: they may. */
export async function uninvited(
  d: {
    readonly people: Pick<PairingStore, "standing">;
    readonly policy: () => Policy;
    readonly clock: { now(): number };
  },
  who: Principal,
): Promise<EndReason | undefined> {
  const standing = await d.people.standing(who);
  if (standing.block !== undefined) return "blocked";
  const conversation = { channel: who.channel, account: who.account, kind: "dm", id: who.id } as const;
  const ingress = { conversation, sender: { id: who.id, isBot: false }, own: false, mayPair: false };
  return judge(d.policy(), who, ingress, standing, d.clock.now()).action === "admit" ? undefined : "unpaired";
}
