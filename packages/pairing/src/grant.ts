import type { Principal } from "@moltbot/core";
import type { PairingRules } from "./pairing.ts";
import type { Block, EndingQuery, Grant, PairingChange, UserSession } from "./store.ts";

/**
 * When a grant ends: at its `expiresAt`, or `ttlMs` after it was last renewed when that is earlier. So a `ttlMs` that is
 * made shorter counts at once, also for what was granted before; a longer one counts from the next renewal.
 */
export function endOf(
  grant: Pick<Grant, "grantedAt" | "renewedAt" | "expiresAt">,
  ttlMs: number | undefined,
): number | undefined {
  if (ttlMs === undefined) return grant.expiresAt;
  const byRule = (grant.renewedAt ?? grant.grantedAt) + ttlMs;
  return grant.expiresAt === undefined ? byRule : Math.min(grant.expiresAt, byRule);
}

/** Whether a grant or a block still counts at `now`. The last millisecond of its life is the one before `expiresAt`. */
export function isInForce(held: Pick<Grant | Block, "expiresAt">, now: number): boolean {
  return held.expiresAt === undefined || now < held.expiresAt;
}

/** The block that holds longest: what {@link PairingStore.standing} gives of several, the first of equals. */
export function longestBlock(blocks: readonly Block[]): Block | undefined {
  return blocks.reduce<Block | undefined>(
    (longest, block) => (longest !== undefined && endsBy(longest) >= endsBy(block) ? longest : block),
    undefined,
  );
}

const endsBy = ({ expiresAt }: Block): number => expiresAt ?? Number.POSITIVE_INFINITY;

/** The grants that {@link PairingStore.ending} asks for. */
export function selectEnding(grants: Iterable<Grant>, query: EndingQuery): readonly Grant[] {
  return [...grants]
    .flatMap((grant) => {
      const end = endOf(grant, query.ttlMs);
      const wanted = grant.lapsedAt === undefined && !(query.unreminded && grant.remindedAt !== undefined);
      return wanted && end !== undefined && end < query.before ? [{ grant, end }] : [];
    })
    .sort((a, b) => a.end - b.end)
    .slice(0, query.limit)
    .map(({ grant }) => grant);
}

/** How somebody is let in. */
export interface Entry {
  readonly now: number;
  readonly via: string;
  readonly approvedBy: readonly string[];
  /** What they have already. */
  readonly before?: { readonly grant?: Grant; readonly session?: UserSession };
}

/**
 * What a person gets when they are let in: a grant and a session row. A grant that still holds is renewed, and a session
 * that is there stays the same one.
 */
export function letIn(
  who: Principal,
  rules: PairingRules,
  { now, via, approvedBy, before = {} }: Entry,
): {
  readonly grant: Grant;
  readonly session: UserSession;
  readonly changes: readonly PairingChange[];
} {
  const renews = before.grant !== undefined && isInForce(before.grant, now);
  const grant: Grant = {
    principal: who,
    grantedAt: renews ? before.grant.grantedAt : now,
    via,
    approvedBy,
    ...(renews ? { renewedAt: now } : {}),
    ...(rules.ttlMs === undefined ? {} : { expiresAt: now + rules.ttlMs }),
  };
  const session = { principal: who, ...rules.sessionFor(who), createdAt: before.session?.createdAt ?? now };
  return {
    grant,
    session,
    changes: [
      { type: "put-grant", grant },
      { type: "put-session", session },
    ],
  };
}

const dayMs = 86_400_000;

/**
 * The grant that activity makes of one, or `undefined` when it stays as it is: a twentieth of its time, a day at most,
 * must have passed since it was renewed, so that most messages write nothing.
 */
export function renewedByActivity(
  grant: Grant,
  rules: Pick<PairingRules, "ttlMs" | "renewalRequired">,
  now: number,
): Grant | undefined {
  const { ttlMs } = rules;
  if (rules.renewalRequired === true || !isInForce(grant, now)) return undefined;
  // Without a ttl nothing ends: who still has an end from before loses it.
  if (ttlMs === undefined && grant.expiresAt === undefined) return undefined;
  const waited = now - (grant.renewedAt ?? grant.grantedAt);
  if (ttlMs !== undefined && waited < Math.min(ttlMs / 20, dayMs)) return undefined;
  const { expiresAt: _end, remindedAt: _told, ...rest } = grant;
  return { ...rest, renewedAt: now, ...(ttlMs === undefined ? {} : { expiresAt: now + ttlMs }) };
}

/** Whether somebody paired may ask to stay: their pairing must be renewed by hand, and its end is near. */
export function mayAskToStay(
  grant: Grant,
  rules: Pick<PairingRules, "renewalRequired" | "remindBeforeMs">,
  now: number,
): boolean {
  const { renewalRequired, remindBeforeMs = 0 } = rules;
  return renewalRequired === true && grant.expiresAt !== undefined && now >= grant.expiresAt - remindBeforeMs;
}
