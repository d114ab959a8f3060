import type { Approval, Grant } from "@moltbot/approvals";
import type { AuditRecord } from "@moltbot/audit";
import type { User } from "@moltbot/pairing";
import type { AuditView, CommandView, GrantView, RequestView, UserView } from "./views.ts";

const iso = (at: number): string => new Date(at).toISOString();

/** Drops the keys that have no value, as JSON would. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** A stored question as the API shows it. A damaged payload shows gaps. */
export function requestView(approval: Approval, now: number): RequestView {
  const text = (key: string): string | undefined => {
    const value = approval.payload[key];
    return typeof value === "string" ? value : undefined;
  };
  const lapsed = approval.status === "pending" && approval.expiresAt <= now;
  return present({
    id: approval.id,
    kind: approval.kind,
    status: lapsed ? "expired" : approval.status,
    channel: text("channel") ?? approval.requester?.channel,
    account: text("account") ?? approval.requester?.account,
    userId: text("userId") ?? approval.requester?.id,
    displayName: text("displayName"),
    username: text("username"),
    phone: text("phone"),
    code: text("code"),
    firstMessage: text("firstMessage"),
    claim: text("claim"),
    required: approval.required,
    approvals: approval.votes.filter((vote) => vote.decision === "approve").length,
    votes: approval.votes.map(({ by, decision, at, via, scope }) => present({ by, decision, at: iso(at), via, scope })),
    createdAt: iso(approval.createdAt),
    expiresAt: iso(approval.expiresAt),
    decidedAt: approval.decidedAt === undefined ? undefined : iso(approval.decidedAt),
    because: approval.because,
  }) as RequestView;
}

/** A person of the directory as the API shows them. Pairings and requests whose time is over count no more. */
export function userView(user: User, now: number): UserView {
  const { principal, profile, block, session } = user;
  const grant = user.grant?.expiresAt !== undefined && user.grant.expiresAt <= now ? undefined : user.grant;
  const pending = user.pending !== undefined && user.pending.expiresAt > now ? user.pending : undefined;
  return present({
    channel: principal.channel,
    account: principal.account,
    userId: principal.id,
    state: block ? "blocked" : grant ? "paired" : pending ? "pending" : "known",
    displayName: profile.displayName,
    username: profile.username,
    phone: profile.phone,
    firstSeenAt: iso(user.firstSeenAt),
    lastSeenAt: iso(user.lastSeenAt),
    requestId: pending?.id,
    pairedAt: grant && iso(grant.grantedAt),
    expiresAt: grant?.expiresAt === undefined ? undefined : iso(grant.expiresAt),
    via: grant?.via,
    approvedBy: grant?.approvedBy,
    blockedAt: block && iso(block.blockedAt),
    blockedBy: block?.blockedBy,
    blockReason: block?.reason,
    blockedUntil: block?.expiresAt === undefined ? undefined : iso(block.expiresAt),
    agent: session?.agent,
    permissions: session?.permissions,
  }) as UserView;
}

/** A stored permission as the API shows it. */
export function grantShown(grant: Grant, command: CommandView | undefined): GrantView {
  const { id, scope, agent, session, approval, grantedBy, revokedBy } = grant;
  return present({
    id,
    scope,
    agent,
    session,
    command,
    approval,
    grantedAt: iso(grant.grantedAt),
    grantedBy,
    expiresAt: grant.expiresAt === undefined ? undefined : iso(grant.expiresAt),
    revokedAt: grant.revokedAt === undefined ? undefined : iso(grant.revokedAt),
    revokedBy,
  }) as GrantView;
}

/** A stored audit record as the API shows it. */
export function auditView(record: AuditRecord): AuditView {
  return { ...record, at: iso(record.at) };
}
