import type { Approval, Grant } from "@moltbot/approvals";
import type { AuditRecord } from "@moltbot/audit";
import type { Principal } from "@moltbot/core";
import { readRequest } from "@moltbot/device-pairing";
import type { User } from "@moltbot/pairing";
import { commandView, grantView } from "../../exec/approvals/view.ts";

/** Milliseconds as ISO 8601; absent stays absent. */
export function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function isoOf(ms: unknown): string | undefined {
  return typeof ms === "number" ? iso(ms) : undefined;
}

/** A person as `channel`, `account`, `userId`. */
export function personShape(principal: Principal) {
  return { channel: principal.channel, account: principal.account, userId: principal.id };
}

/** A request as the API tells it (docs/api.md). `undefined` fields vanish in JSON. */
export function requestShape(approval: Approval) {
  const { payload } = approval;
  return {
    id: approval.id,
    kind: approval.kind,
    status: approval.status,
    ...(approval.requester && personShape(approval.requester)),
    displayName: payload["displayName"],
    username: payload["username"],
    phone: payload["phone"],
    code: payload["code"],
    firstMessage: payload["firstMessage"],
    claim: payload["claim"],
    claimPinnedTo: payload["claimPinnedTo"],
    renews: isoOf(payload["renews"]),
    escalatedAt: isoOf(payload["escalatedAt"]),
    command: commandView(approval),
    device: deviceRequestShape(approval),
    policy: payload["policy"],
    required: approval.required,
    approvals: approval.votes.filter((vote) => vote.decision === "approve").length,
    votes: approval.votes.map(({ by, decision, at, via, scope }) => ({ by, decision, at: iso(at), via, scope })),
    createdAt: iso(approval.createdAt),
    expiresAt: iso(approval.expiresAt),
    decidedAt: iso(approval.decidedAt),
    because: approval.because,
  };
}

/** What a device asks for; `undefined` for other kinds. */
function deviceRequestShape(approval: Approval) {
  const request = readRequest(approval);
  if (request === undefined) return undefined;
  const { deviceId, clientId, platform, role, scopes, because, joinCode } = request;
  return { deviceId, clientId, platform, role, scopes, because, joinCode };
}

/** A standing permission as the API tells it. */
export function grantShape(grant: Grant) {
  const { id, scope, agent, session, approval, grantedBy, revokedBy } = grant;
  return {
    id,
    scope,
    agent,
    session,
    command: grantView(grant),
    approval,
    grantedAt: iso(grant.grantedAt),
    grantedBy,
    expiresAt: iso(grant.expiresAt),
    revokedAt: iso(grant.revokedAt),
    revokedBy,
  };
}

/** Where a person stands, in one word. */
export function stateOf(user: User): "blocked" | "paired" | "pending" | "known" {
  if (user.block) return "blocked";
  if (user.grant) return "paired";
  return user.pending ? "pending" : "known";
}

/** A person as the API tells it. */
export function userShape(user: User) {
  return {
    ...personShape(user.principal),
    state: stateOf(user),
    displayName: user.profile.displayName,
    username: user.profile.username,
    phone: user.profile.phone,
    firstSeenAt: iso(user.firstSeenAt),
    lastSeenAt: iso(user.lastSeenAt),
    requestId: user.pending?.id,
    pairedAt: iso(user.grant?.grantedAt),
    renewedAt: iso(user.grant?.renewedAt),
    expiresAt: iso(user.grant?.expiresAt),
    via: user.grant?.via,
    approvedBy: user.grant?.approvedBy,
    blockedAt: iso(user.block?.blockedAt),
    blockedBy: user.block?.blockedBy,
    blockReason: user.block?.reason,
    blockedUntil: iso(user.block?.expiresAt),
    agent: user.session?.agent,
    permissions: user.session?.permissions,
  };
}

/** A person's session as the API tells it; `undefined` when they have none. */
export function sessionShape(user: User) {
  if (user.session === undefined) return undefined;
  const { agent, permissions, createdAt } = user.session;
  return { ...personShape(user.principal), agent, permissions, createdAt: iso(createdAt) };
}

/** An audit record as the API tells it. */
export function auditShape(record: AuditRecord) {
  return { ...record, at: iso(record.at) };
}
