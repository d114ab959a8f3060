import type { GrantStore } from "@moltbot/approvals";
import type { ExecSettings } from "@moltbot/config";
import type { Actor, Clock, Logger, Notice, Principal, Random, RateLimiter, Wakeups } from "@moltbot/core";
import type { Decider, PairingCommit, PairingStore } from "@moltbot/pairing";
import type { Policy } from "../../policy/policy.ts";
import { operatorName, type Voters } from "./voters.ts";

/** The rules in force, read at every operation. */
export interface ExecRules {
  readonly policy: Policy;
  readonly voters: Voters;
  settings(agentId: string): ExecSettings;
}

/** What questions about commands work with. */
export interface ExecParts {
  /** Keeps the questions; its commits carry notices. */
  readonly store: Pick<PairingStore, "approvals" | "commit" | "standing" | "user">;
  readonly grants: GrantStore;
  readonly limiter: RateLimiter;
  readonly wakeups: Wakeups;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly rules: () => ExecRules;
  /** Called when notices were queued; absent: other tasks and processes are told at once. */
  readonly owed?: () => void;
}

/** A commit with the messages that it owes. */
export type ExecCommit = PairingCommit & { readonly notices: readonly Notice[] };

/** The one who decides, as events name them. */
export function actorOf(by: Decider): Actor {
  return by.kind === "operator" ? by : { kind: "person", principal: by.principal };
}

/** Names who decides. */
export function voterName(by: Decider, rules: ExecRules): string {
  return by.kind === "operator" ? operatorName : rules.voters.personOf(by.principal);
}

/** Whether they may decide about others at all. A blocked person may not, whatever the rules say (SPEC R1.1). */
export async function mayDecide(parts: ExecParts, by: Decider, rules: ExecRules): Promise<boolean> {
  if (by.kind === "operator") return true;
  return rules.policy.isApprover(by.principal) && !(await isBlocked(parts, by.principal, rules));
}

/** Whether a block is in force; owners cannot be blocked. */
export async function isBlocked(parts: ExecParts, who: Principal, rules: ExecRules): Promise<boolean> {
  return !rules.policy.isOwner(who) && (await parts.store.standing(who)).block !== undefined;
}
