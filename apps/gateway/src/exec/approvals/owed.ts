import type { Approval, Grant } from "@moltbot/approvals";
import type { Actor } from "@moltbot/core";
import { restsOn } from "./decide.ts";
import { grantSubject } from "./digests.ts";
import type { ExecParts } from "./parts.ts";
import { readExecPayload } from "./payload.ts";
import { grantsOf, remember } from "./remember.ts";

/** Makes the grant that an approved question never had: see {@link ExecApprovals.owed}. */
export async function owedGrant(parts: ExecParts, approval: Approval): Promise<Grant | undefined> {
  const payload = readExecPayload(approval);
  if (payload === undefined || approval.status !== "approved") return undefined;
  const { rests, scope } = await restsOn(parts, approval, payload);
  if (scope === "once") return undefined;
  const subject = grantSubject(payload, scope);
  const known = await grantsOf(parts).list({ kind: "exec", agent: payload.agentId, subject });
  // One that was revoked was made, too.
  if (known.some((grant) => grant.approval === approval.id)) return undefined;
  return remember(parts, rests, scope, lastYes(rests));
}

/** Whose yes decided: the one that would have made the grant. */
function lastYes({ votes }: Approval): Actor {
  const vote = votes.findLast(({ decision }) => decision === "approve");
  if (vote?.from !== undefined) return { kind: "person", principal: vote.from };
  return vote === undefined || vote.via === "chat" ? { kind: "system" } : { kind: "operator", via: vote.via };
}
