import type { AccessDecision } from "@moltbot/access";
import type { InboundMessage } from "@moltbot/channel";
import type { Principal } from "@moltbot/core";
import type { FlowDeps } from "../flow/deps.ts";
import { profileOf } from "../flow/profile.ts";
import { vouchedFor } from "./vouched.ts";

/**
 * Where a rule lets somebody in, stores the grant before anything else happens; what cannot be granted is for people to
 * decide, or blocked (SPEC R3.7).
 */
export async function settleAuto(
  d: FlowDeps,
  who: Principal,
  message: InboundMessage,
  decision: AccessDecision,
): Promise<AccessDecision> {
  if (decision.action !== "admit" || decision.grantBy === undefined) return decision;
  const { channel, account } = message.conversation;
  const outcome = await d.pairing.autoApprove({
    who,
    profile: profileOf(message),
    rule: `autoApprove.${decision.grantBy}`,
    verified: vouchedFor(d.vouches(channel, account), channel, message.sender),
    maxPerHour: d.policy().autoApprovePerHour,
  });
  if (outcome.status !== "refused") return decision;
  return outcome.because === "blocked"
    ? { action: "ignore", reason: "blocked", layer: "block" }
    : { action: "offer-pairing", reason: "not_paired", layer: "auto-approve" };
}
