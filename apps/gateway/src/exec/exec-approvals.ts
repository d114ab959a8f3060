import type { Approval, Grant, GrantScope, RevokeOutcome } from "@moltbot/approvals";
import type { CommandPlan } from "@moltbot/command-policy";
import type { Principal } from "@moltbot/core";
import type { Decider } from "@moltbot/pairing";

/** A command that somebody must decide about (SPEC R7.3–R7.5). */
export interface ExecQuestion {
  /** Who asked for it. */
  readonly who: Principal;
  readonly agentId: string;
  /** The session it would run in. */
  readonly session: string;
  /** The line as it was typed. */
  readonly line: string;
  /** What would run; its digest is what an answer binds to. */
  readonly plan: CommandPlan;
  /** Why it asks. */
  readonly because: string;
  /** Every command in the line, as words. */
  readonly commands: readonly (readonly string[])[];
  /** Where it would run: `sandbox` or `host`. */
  readonly where: "sandbox" | "host";
  /** Digests of what the plan would run and where, checked again just before: see `fingerprint`. */
  readonly fingerprint: Readonly<Record<string, string>>;
}

/** What came of an answer about a command. */
export type ExecDecision =
  | { readonly status: "approved"; readonly approval: Approval; readonly scope: GrantScope; readonly grant?: Grant }
  | { readonly status: "voted"; readonly approval: Approval; readonly have: number; readonly need: number }
  | { readonly status: "denied"; readonly approval: Approval }
  | { readonly status: "already"; readonly approval: Approval }
  | { readonly status: "expired"; readonly approval: Approval }
  | { readonly status: "not_found" }
  | { readonly status: "forbidden"; readonly because: "not_approver" | "own_request" }
  /** A yes that is not offered: it changed nothing. `offered`: how far a yes may reach. */
  | {
      readonly status: "refused";
      readonly approval: Approval;
      readonly because: "scope" | "too_long";
      readonly offered: readonly GrantScope[];
    };

/** Why somebody may not have commands run any more; `policy`: the rules now in force would not run this one. */
export type EndReason = "blocked" | "unpaired" | "erased" | "policy";

/** What {@link ExecApprovals.endFor} ended, beside what runs. */
export interface EndedFor {
  readonly questions: readonly Approval[];
  readonly grants: readonly Grant[];
}

/** Questions about commands: asking, answering, what was granted. Safe to call from several processes at once. */
export interface ExecApprovals {
  /** Asks the approvers; the same command of the same session that waits already is returned instead. */
  ask(question: ExecQuestion): Promise<{ readonly status: "filed" | "pending"; readonly approval: Approval }>;
  /** `scope`: how far a yes reaches; absent: as `exec.approvalMode` of the agent says. */
  decide(
    id: string,
    decision: "approve" | "deny",
    o: { readonly by: Decider; readonly scope?: GrantScope },
  ): Promise<ExecDecision>;
  /** The grant that lets this command run unasked, counted as a use. */
  granted(question: Pick<ExecQuestion, "agentId" | "session" | "plan" | "where" | "who">): Promise<Grant | undefined>;
  /**
   * Makes the grant that an approved question is owed and never had, because whoever counted the votes died before it was
   * made. One that ended since is not made again.
   */
  owed(approval: Approval): Promise<Grant | undefined>;
  /** Pending questions about commands, oldest first. */
  pending(o?: { readonly limit?: number }): Promise<readonly Approval[]>;
  /** Grants that hold, newest first; `all`: ended ones too, `session`: only those of one session. */
  grants(o?: { readonly all?: boolean; readonly limit?: number; readonly session?: string }): Promise<readonly Grant[]>;
  revoke(id: string, by: Decider): Promise<RevokeOutcome | { readonly status: "forbidden" }>;
  /**
   * Ends what one identity has going: questions that wait, or were approved and did not run yet, grants of its sessions, and,
   * in every process, commands that run. Idempotent; grants for good belong to their agent and stay.
   */
  endFor(who: Principal, why: EndReason): Promise<EndedFor>;
  /** Ends one question that waits, and tells who asked; nothing when it waits no more. */
  withdraw(id: string, why: EndReason): Promise<void>;
  /** Ends questions whose time is over; decisions never depend on it. */
  expire(): Promise<readonly Approval[]>;
}
