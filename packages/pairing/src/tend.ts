import { type Approval, approvalEvent, isOverdue } from "@moltbot/approvals";
import type { DomainEvent } from "@moltbot/core";
import { endDelegations } from "./delegate.ts";
import { endOf, isInForce, renewedByActivity } from "./grant.ts";
import { carryOut, type PairingOptions, tell } from "./parts.ts";
import type { Grant, PairingCommit } from "./store.ts";

/** Most grants that one look writes down; the next look takes the others. */
const most = 500;

/**
 * Writes down what time brought: pairings that lapsed, people who are told that theirs will, requests that others are told
 * of, delegations that ended. Each is one commit with what it says to people, and the commit is conditional: of several
 * processes one wins, and whoever dies before it leaves it to the next look.
 */
export async function tend(parts: PairingOptions): Promise<void> {
  await writeLapses(parts);
  await remind(parts);
  await escalate(parts);
  await endDelegations(parts);
}

/** Renews a grant by activity, when it is due. `grant` as the caller read it; it is read again before it is changed. */
export async function renewActive(parts: PairingOptions, grant: Grant): Promise<Grant> {
  if (renewedByActivity(grant, parts.rules(), parts.clock.now()) === undefined) return grant;
  return carryOut(parts, async () => {
    const now = parts.clock.now();
    const rules = parts.rules();
    const { grant: before, block } = await parts.store.standing(grant.principal);
    const renewed = before && block === undefined ? renewedByActivity(before, rules, now) : undefined;
    if (before === undefined || renewed === undefined) return { answer: before ?? grant };
    const end = renewed.expiresAt === undefined ? {} : { data: { until: renewed.expiresAt } };
    const event: DomainEvent = { ...about(parts, before), event: "pairing.renewed", reason: "activity", ...end };
    return {
      answer: renewed,
      commit: { changes: [{ type: "change-grant", grant: renewed, before, why: "renewed" }], events: [event] },
    };
  });
}

async function writeLapses(parts: PairingOptions): Promise<void> {
  const now = parts.clock.now();
  const { ttlMs } = parts.rules();
  // A grant is over at its end, so at `now` those that end before the next millisecond are.
  for (const before of await parts.store.ending({ before: now + 1, limit: most, ...ttl(ttlMs) })) {
    const end = endOf(before, ttlMs) ?? now;
    const grant = { ...before, expiresAt: end, lapsedAt: now };
    const event: DomainEvent = {
      ...about(parts, before),
      event: "pairing.lapsed",
      outcome: "denied",
      reason: "ttl",
      data: { end },
    };
    await write(parts, { changes: [{ type: "change-grant", grant, before, why: "lapsed" }], events: [event] });
  }
}

async function remind(parts: PairingOptions): Promise<void> {
  const now = parts.clock.now();
  const rules = parts.rules();
  const { remindBeforeMs, ttlMs } = rules;
  if (remindBeforeMs === undefined) return;
  const query = { before: now + remindBeforeMs + 1, unreminded: true, limit: most, ...ttl(ttlMs) };
  for (const before of await parts.store.ending(query)) {
    const end = endOf(before, ttlMs);
    if (end === undefined || !isInForce({ expiresAt: end }, now)) continue;
    const who = before.principal;
    const silent = !rules.offersPairing(who) || rules.isOwner(who) || (await parts.store.standing(who)).block;
    const grant = { ...before, expiresAt: end, remindedAt: now };
    const event: DomainEvent = {
      ...about(parts, before),
      event: "pairing.reminded",
      data: { end },
      ...(rules.renewalRequired === true ? { reason: "renewal_required" } : { reason: "inactive" }),
    };
    // Who gets no answer gets no reminder either; it is noted, so that they are not looked at again and again.
    await write(parts, {
      changes: [{ type: "change-grant", grant, before, why: silent ? "passed-over" : "reminded" }],
      events: silent ? [] : [event],
    });
  }
}

async function escalate(parts: PairingOptions): Promise<void> {
  const { escalateAfterMs, policy } = parts.rules();
  if (escalateAfterMs === undefined) return;
  for (const listed of await parts.store.approvals.pending({ kind: "pairing" })) {
    const now = parts.clock.now();
    if (now < listed.createdAt + escalateAfterMs || isOverdue(listed, now) || isEscalated(listed)) continue;
    const approval: Approval = {
      ...listed,
      payload: { ...listed.payload, escalatedAt: now },
      version: listed.version + 1,
    };
    const event = approvalEvent(approval, "escalated", {
      at: now,
      actor: { kind: "system" },
      outcome: "done",
      reason: "unanswered",
      policy,
      data: { afterMs: now - listed.createdAt },
    });
    await write(parts, {
      changes: [{ type: "update", approval, expectedVersion: listed.version }],
      events: [event],
    });
  }
}

/** Whether those who decide late were told of a request. */
export function isEscalated({ payload }: Pick<Approval, "payload">): boolean {
  return payload["escalatedAt"] !== undefined;
}

/** A conflict means that the person, an approver or another process was first: nothing is left to do. */
async function write(parts: PairingOptions, commit: PairingCommit): Promise<void> {
  const { status } = await parts.store.commit(commit);
  if (status === "committed") tell(parts, commit.events);
}

const ttl = (ttlMs: number | undefined) => (ttlMs === undefined ? {} : { ttlMs });

function about(parts: PairingOptions, grant: Grant) {
  return {
    at: parts.clock.now(),
    actor: { kind: "system" },
    subject: grant.principal,
    ref: grant.via,
    outcome: "done",
    policy: parts.rules().policy,
  } as const;
}
