import { type Approval, createRuns, type Grant } from "@moltbot/approvals";
import { messageOf, type Principal, principalKey, samePrincipal } from "@moltbot/core";
import type { EndedFor, EndReason } from "../exec-approvals.ts";
import { withdrawal } from "./decide.ts";
import type { ExecParts } from "./parts.ts";
import { grantsOf } from "./remember.ts";
import { changedIn, write } from "./write.ts";

/** The wake-up that says whose commands end, by the key of a principal. */
export const endedTopic = "exec-ended";

/** Ends what one identity has going: see {@link ExecApprovals.endFor}. */
export async function endFor(parts: ExecParts, who: Principal, why: EndReason): Promise<EndedFor> {
  const questions = [...(await endWaiting(parts, who, why)), ...(await endApproved(parts, who))];
  const grants = await endGrants(parts, who, why);
  try {
    await parts.wakeups.publish(endedTopic, principalKey(who));
  } catch (error) {
    // Every process looks by itself, too.
    parts.log.warn("other processes could not be told whose commands end", { error: messageOf(error) });
  }
  return { questions, grants };
}

async function endWaiting(parts: ExecParts, who: Principal, why: EndReason): Promise<Approval[]> {
  const ended: Approval[] = [];
  for (const waiting of await parts.store.approvals.pending({ kind: "exec" })) {
    if (!isOf(waiting, who)) continue;
    const commit = withdrawal(parts, waiting, parts.rules(), why);
    // A conflict means that somebody answered at this moment; what was approved is looked at next.
    if ((await write(parts, commit)).status === "committed") ended.push(...changedIn(commit));
  }
  return ended;
}

async function endApproved(parts: ExecParts, who: Principal): Promise<Approval[]> {
  const runs = createRuns({ store: parts.grants, clock: parts.clock, runTtlMs: 0 });
  const ended: Approval[] = [];
  for (const approved of await parts.grants.approvedUnclaimed({ kind: "exec" })) {
    if (!isOf(approved, who)) continue;
    const { status } = await runs.skip(approved, "cancelled", act(parts));
    if (status === "claimed") ended.push(approved);
  }
  return ended;
}

async function endGrants(parts: ExecParts, who: Principal, why: EndReason): Promise<Grant[]> {
  const grants = grantsOf(parts);
  const ended: Grant[] = [];
  for (const grant of await grants.list({ kind: "exec", live: true })) {
    if (grant.scope !== "session") continue;
    const asked = await parts.store.approvals.get(grant.approval);
    if (asked === undefined || !isOf(asked, who)) continue;
    const outcome = await grants.revoke(grant.id, { ...act(parts), because: why });
    if (outcome.status === "revoked") ended.push(outcome.grant);
  }
  return ended;
}

const act = (parts: ExecParts) => ({ actor: { kind: "system" } as const, policy: parts.rules().policy.version });

function isOf({ requester }: Approval, who: Principal): boolean {
  return requester !== undefined && samePrincipal(requester, who);
}
