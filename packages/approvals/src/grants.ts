import { type Clock, newId, type Random } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import type { Act } from "./approvals.ts";
import { type Grant, type GrantWish, makeGrant } from "./grant.ts";
import { grantEvent, type Stamp } from "./grant-events.ts";
import type { Coverage, GrantCommit, GrantQuery, GrantStore } from "./grant-store.ts";
import { type Attempt, decideAndCommit } from "./retry.ts";

/** What came of remembering: a new grant, or the live one for the same. */
export type RememberOutcome =
  | { readonly status: "granted" | "existing"; readonly grant: Grant }
  | { readonly status: "not_approved" };

/** What came of revoking. */
export type RevokeOutcome =
  | { readonly status: "revoked" | "already"; readonly grant: Grant }
  | { readonly status: "not_found" };

/** Who revokes, for the audit and for the grant. */
export type RevokeAct = Act & {
  /** The person, by the name that votes carry. */
  readonly by?: string;
  /** Why: `session_ended`, … */
  readonly because?: string;
};

/** Standing permissions. Safe to call from several processes at once; every method throws `unavailable` when the store does. */
export interface Grants {
  /**
   * Lets what an approved question asked for run again without asking.
   * @throws MoltbotError `invalid` when the wish is none: see {@link makeGrant}
   */
  remember(approval: Approval, wish: GrantWish, act: Act): Promise<RememberOutcome>;
  /** The grant that covers this, without a trace: for explanations. */
  covers(wanted: Omit<Coverage, "now">): Promise<Grant | undefined>;
  /** The grant that covers this, with an event: for what runs because of it. Never one that was revoked before. */
  use(wanted: Omit<Coverage, "now">, act: Act): Promise<Grant | undefined>;
  /** Ends a grant; ids are compared whole. */
  revoke(id: string, act: RevokeAct): Promise<RevokeOutcome>;
  /** Ends every grant of a session that ended; returns them. */
  revokeSession(session: string, act: RevokeAct): Promise<readonly Grant[]>;
  /** Newest first. */
  list(query?: Omit<GrantQuery, "now">): Promise<readonly Grant[]>;
  get(id: string): Promise<Grant | undefined>;
}

/** Parts that {@link createGrants} works with. */
export interface GrantsOptions {
  readonly store: GrantStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** The verbs over any store. */
export function createGrants(o: GrantsOptions): Grants {
  const { store, clock } = o;
  const write = (commit: GrantCommit) => store.commit(commit);
  return {
    remember: (approval, wish, act) => decideAndCommit(() => decideRemembering(o, approval, wish, act), write),
    covers: (wanted) => store.find({ ...wanted, now: clock.now() }),
    use: (wanted, act) =>
      decideAndCommit<Grant | undefined, GrantCommit>(async () => {
        const now = clock.now();
        const answer = await store.find({ ...wanted, now });
        if (answer === undefined) return { answer };
        const { session } = wanted;
        const event = grantEvent(answer, "grant_used", {
          ...stamp(act, now),
          ...(session === undefined ? {} : { session }),
        });
        return { answer, commit: { changes: [{ type: "use", id: answer.id, at: now }], events: [event] } };
      }, write),
    revoke: (id, act) =>
      decideAndCommit<RevokeOutcome, GrantCommit>(async () => {
        const stored = await store.get(id);
        if (stored === undefined) return { answer: { status: "not_found" } };
        if (stored.revokedAt !== undefined) return { answer: { status: "already", grant: stored } };
        const { answer, commit } = revocation([stored], act, clock.now());
        return { answer: { status: "revoked", grant: answer[0] ?? stored }, commit };
      }, write),
    revokeSession: (session, act) =>
      decideAndCommit<readonly Grant[], GrantCommit>(async () => {
        const now = clock.now();
        const live = await store.list({ session, live: true, now });
        return live.length === 0 ? { answer: [] } : revocation(live, { because: "session_ended", ...act }, now);
      }, write),
    list: (query = {}) => store.list({ ...query, now: clock.now() }),
    get: (id) => store.get(id),
  };
}

async function decideRemembering(
  o: GrantsOptions,
  approval: Approval,
  wish: GrantWish,
  act: Act,
): Promise<Attempt<RememberOutcome, GrantCommit>> {
  if (approval.kind !== "exec" || approval.status !== "approved") return { answer: { status: "not_approved" } };
  const now = o.clock.now();
  const grant = makeGrant(approval, wish, { id: newId("grant", { now, random: o.random }), now });
  const { kind, agent, subject, session } = grant;
  // An `always` grant does not stand for one of a session: it may be revoked without it.
  const same = await o.store.list({ kind, agent, subject, live: true, now });
  const existing = same.find((one) => one.session === session);
  if (existing !== undefined) return { answer: { status: "existing", grant: existing } };
  const about = approval.requester === undefined ? {} : { subject: approval.requester };
  const event = grantEvent(grant, "granted", { ...stamp(act, now), ...about });
  return { answer: { status: "granted", grant }, commit: { changes: [{ type: "grant", grant }], events: [event] } };
}

function revocation(
  grants: readonly Grant[],
  act: RevokeAct,
  now: number,
): { readonly answer: readonly Grant[]; readonly commit: GrantCommit } {
  const by = act.by === undefined ? {} : { by: act.by };
  const about = { ...stamp(act, now), ...(act.because === undefined ? {} : { reason: act.because }) };
  return {
    answer: grants.map((grant) => ({
      ...grant,
      revokedAt: now,
      ...(act.by === undefined ? {} : { revokedBy: act.by }),
      version: grant.version + 1,
    })),
    commit: {
      changes: grants.map(({ id, version }) => ({ type: "revoke", id, expectedVersion: version, at: now, ...by })),
      events: grants.map((grant) => grantEvent(grant, "grant_revoked", about)),
    },
  };
}

const stamp = (act: Act, now: number): Stamp => ({
  at: now,
  actor: act.actor,
  ...(act.policy === undefined ? {} : { policy: act.policy }),
});
