import type { AuditVerdict, ChainHead, ExportFormat } from "@moltbot/audit";
import type {
  AuditView,
  DelegationView,
  GrantView,
  PersonView,
  RequestView,
  Scope,
  StatusView,
  UserView,
} from "./views.ts";

/** What came of letting somebody in. */
export type ApproveResult =
  | { readonly status: "approved"; readonly request: RequestView }
  /** More people must agree. */
  | { readonly status: "voted"; readonly request: RequestView; readonly have: number; readonly need: number }
  /** Paired by hand: there was no request. */
  | ({ readonly status: "done" } & PersonView)
  | ({ readonly status: "unchanged" } & PersonView);

/** What came of turning somebody away. */
export interface DenyResult {
  readonly status: "denied";
  readonly request: RequestView;
}

/** What came of an answer to a request of any kind. */
export type AnswerResult =
  | {
      readonly status: "approved";
      readonly request: RequestView;
      /** Of a command: how far the yes reaches. */
      readonly scope?: Scope;
      readonly grant?: GrantView;
    }
  | { readonly status: "voted"; readonly request: RequestView; readonly have: number; readonly need: number }
  | DenyResult;

/** What came of revoking; `already` when it was revoked before. */
export interface RevokeResult {
  readonly status: "revoked" | "already";
  readonly grant: GrantView;
}

/** What came of blocking, unblocking or unpairing. */
export interface PersonResult extends PersonView {
  /** `unchanged` when it was so already. */
  readonly status: "done" | "unchanged";
  /** Ids of the requests that ended with it. */
  readonly cancelled: readonly string[];
  /** The person's other identities to which it was done, too. */
  readonly also?: readonly PersonView[];
  /** When the block ends. */
  readonly until?: string;
}

/** Which people to list. */
export interface UsersQuery {
  readonly state?: "paired" | "blocked" | "pending";
  readonly channel?: string;
  readonly limit?: number;
}

/** Which audit records to list, newest first. Times in milliseconds since the epoch. */
export interface AuditFilter {
  readonly user?: string;
  readonly event?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  /** What the page before ended with. */
  readonly after?: string;
  readonly oldestFirst?: boolean;
}

/** Some of the records, and how to ask for the rest. */
export interface AuditPageView {
  readonly records: readonly AuditView[];
  readonly next?: string;
}

/** What to export of the audit log. */
export interface AuditExport {
  readonly filter: Omit<AuditFilter, "limit" | "after" | "oldestFirst">;
  readonly format: ExportFormat;
}

/**
 * Everything the commands ask of Moltbot, whether a gateway runs or not. An identity is `channel:id`, a bare id,
 * `@username` or a pairing id (SPEC R0.2).
 *
 * Refusals are MoltbotErrors with the same codes on both sides: `not_found`, `conflict` (with `data.users`, their full
 * names, when an identity fits several people, `data.request` when it was decided before), `expired`, `denied`,
 * `unavailable`.
 */
export interface Backend {
  /** What answers: `gateway` or `store`. */
  readonly kind: "gateway" | "store";
  /** The gateway's address or the kind of store, for people. */
  readonly where: string;
  /** People who wait, oldest first. */
  pending(): Promise<readonly RequestView[]>;
  /** Approves a request by its whole id, or lets in the one person that `target` names, with or without a request. */
  approve(target: string): Promise<ApproveResult>;
  /** Denies a request by its whole id or by the one person who made it. */
  deny(target: string): Promise<DenyResult>;
  /** Requests of any kind that wait, oldest first. */
  requests(): Promise<readonly RequestView[]>;
  /** One request of any kind by its whole id, also when it is decided. */
  request(id: string): Promise<RequestView>;
  /** Answers a request of any kind by its whole id. */
  answer(id: string, decision: "approve" | "deny", o?: { scope?: Scope }): Promise<AnswerResult>;
  /** Commands that run unasked, newest first; `all`: ended permissions too. */
  grants(o: { all: boolean }): Promise<readonly GrantView[]>;
  revoke(id: string): Promise<RevokeResult>;
  users(query: UsersQuery): Promise<readonly UserView[]>;
  user(identity: string): Promise<UserView>;
  /** `forMs`: how long it lasts, milliseconds; absent: until it is lifted. */
  block(identity: string, o?: { reason?: string; forMs?: number }): Promise<PersonResult>;
  unblock(identity: string): Promise<PersonResult>;
  unpair(identity: string): Promise<PersonResult>;
  /** Votes in other hands, the oldest first. */
  delegations(): Promise<readonly DelegationView[]>;
  /** Hands an approver's vote to somebody else for a time, milliseconds. */
  delegate(from: string, to: string, forMs: number): Promise<DelegationView>;
  /** Takes it back; `unchanged` when nobody had it. */
  undelegate(from: string): Promise<{ readonly status: "done" | "unchanged"; readonly from: string }>;
  audit(filter: AuditFilter): Promise<readonly AuditView[]>;
  auditPage(filter: AuditFilter): Promise<AuditPageView>;
  /** Where the audit log's hash chain ends. */
  auditHead(): Promise<ChainHead>;
  /** Recomputes the audit log's hash chain, and compares with a head of it that was kept. */
  verify(remembered?: ChainHead): Promise<AuditVerdict>;
  /** The audit log in pieces: ask for the next when the one before was taken. */
  exportAudit(o: AuditExport): Promise<AsyncIterable<string>>;
  status(): Promise<StatusView>;
  close(): Promise<void>;
}
