import { type Approval, createGrants, type Grant, type Grants, type RevokeOutcome } from "@moltbot/approvals";
import { type Actor, isId, messageOf } from "@moltbot/core";
import type { Decider } from "@moltbot/pairing";
import type { ExecApprovals } from "../exec-approvals.ts";
import { grantSubject } from "./digests.ts";
import { actorOf, type ExecParts, mayDecide, voterName } from "./parts.ts";
import { readExecPayload } from "./payload.ts";

/** Grants of commands over these parts. */
export function grantsOf(parts: ExecParts): Grants {
  return createGrants({ store: parts.grants, clock: parts.clock, random: parts.random });
}

/**
 * Remembers a yes that lasts. The approval is written already and runs by its own claim: when this fails, the same command
 * asks again, and nothing else is lost.
 */
export async function remember(
  parts: ExecParts,
  approval: Approval,
  scope: "session" | "always",
  actor: Actor,
): Promise<Grant | undefined> {
  const payload = readExecPayload(approval);
  if (payload === undefined) return undefined;
  const { agentId, session } = payload;
  try {
    const outcome = await grantsOf(parts).remember(
      approval,
      {
        scope,
        session,
        agent: agentId,
        subject: grantSubject(payload, scope),
        payload: approval.payload,
      },
      { actor, policy: parts.rules().policy.version },
    );
    return outcome.status === "not_approved" ? undefined : outcome.grant;
  } catch (error) {
    parts.log.warn("a command was approved, and that it may run again could not be remembered", {
      approval: approval.id,
      error: messageOf(error),
    });
    return undefined;
  }
}

/** The grant that covers a command under the mode in force, used up to an event (SPEC R7.3). */
export async function findGrant(
  parts: ExecParts,
  asked: Parameters<ExecApprovals["granted"]>[0],
): Promise<Grant | undefined> {
  const rules = parts.rules();
  const { agentId: agent, session, who } = asked;
  const { approvalMode } = rules.settings(agent);
  const act = { actor: { kind: "person", principal: who }, policy: rules.policy.version } as const;
  const grants = grantsOf(parts);
  // A mode that was made stricter counts at once, also for what was granted before.
  if (approvalMode === "always") return undefined;
  const wanted = { kind: "exec", agent } as const;
  const always =
    approvalMode === "once" ? await grants.use({ ...wanted, subject: grantSubject(asked, "always") }, act) : undefined;
  return always ?? grants.use({ ...wanted, subject: grantSubject(asked, "session"), session }, act);
}

/** Ends a grant. Whoever may not is written down. */
export async function revokeGrant(
  parts: ExecParts,
  id: string,
  by: Decider,
): Promise<RevokeOutcome | { readonly status: "forbidden" }> {
  const rules = parts.rules();
  const policy = rules.policy.version;
  if (!(await mayDecide(parts, by, rules))) {
    const at = parts.clock.now();
    const about = isId(id, "grant") ? { ref: id } : {};
    const refused = { event: "exec.refused", at, actor: actorOf(by), outcome: "denied", policy } as const;
    const events = [{ ...refused, ...about, reason: "not_approver", data: { decision: "revoke", via: by.via } }];
    await parts.store.commit({ changes: [], events });
    return { status: "forbidden" };
  }
  if (!isId(id, "grant")) return { status: "not_found" };
  return grantsOf(parts).revoke(id, { actor: actorOf(by), policy, by: voterName(by, rules) });
}
