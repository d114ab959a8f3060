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

/** What a person gets when they are let in: a grant and a session row. */
export function letIn(
  who: Principal,
  rules: PairingRules,
  o: { now: number; via: string; approvedBy: readonly string[] },
): {
  readonly grant: Grant;
  readonly session: UserSession;
  readonly changes: readonly PairingChange[];
} {
  const grant: Grant = {
    principal: who,
    grantedAt: o.now,
    via: o.via,
    approvedBy: o.approvedBy,
    ...(rules.ttlMs === undefined ? {} : { expiresAt: o.now + rules.ttlMs }),
  };
  const session = { principal: who, ...rules.sessionFor(who), createdAt: o.now };
  return {
    grant,
    session,
    changes: [
      { type: "put-grant", grant },
      { type: "put-session", session },
    ],
  };
}
