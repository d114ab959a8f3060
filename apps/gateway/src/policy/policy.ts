import type { DmRules } from "@moltbot/access";
import type { CommandPolicy } from "@moltbot/command-policy";
import type { Principal } from "@moltbot/core";
import type { Grant, PairingRules } from "@moltbot/pairing";
import type { CompiledToolPolicy, ToolContext } from "@moltbot/tool-policy";

/** How an agent answers, as far as the message flow cares. */
export interface AgentRoute {
  readonly id: string;
  /** A model's name, or absent: the built-in `command` agent answers. */
  readonly model?: string;
  /** The agent's own DM policy; the stricter of it and the channel's holds. */
  readonly dmPolicy?: DmRules["policy"];
}

/** What a person calls themselves: counts only where `dangerouslyAllowNameMatching` says so. */
export interface Names {
  readonly username?: string;
}

/** Whose session, where. Everything that is left out follows from the config. */
export interface SessionFacts {
  /** Absent: somebody whom the config does not name, and no owner. */
  readonly who?: Principal;
  readonly names?: Names;
  /** Where somebody unknown writes; with `who` their own channel holds. */
  readonly channel?: string;
  readonly groupId?: string;
  readonly agentId?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly sandboxed?: boolean;
  readonly subagent?: boolean;
}

/** The rules in force, compiled from one version of the config. Pure: no lookups happen later. */
export interface Policy {
  /** Short hash of the config, stamped on every decision (SPEC R0.5). */
  readonly version: string;
  readonly pairing: PairingRules;
  /** `auto` files a request at a stranger's first message; `command` waits for `/pair`. */
  readonly challenge: "command" | "auto";
  /** How long a stranger's reply budget lasts, milliseconds. */
  readonly promptWindowMs: number;
  /** Messages that one admitted person may send per minute; 0 for no limit. */
  readonly messagesPerMinute: number;
  dmRules(who: Principal, names?: Names): DmRules;
  isOwner(who: Principal): boolean;
  isApprover(who: Principal): boolean;
  /** Everybody who is told about requests. */
  readonly approvers: readonly Principal[];
  /** The pairing that the config itself declares for a person, if any. */
  declaredGrant(who: Principal): Grant | undefined;
  agentFor(who: Principal, names?: Names): AgentRoute;
  permissionsOf(who: Principal): readonly string[];
  /** What the tool layers look at in a session. */
  toolSession(facts: SessionFacts): ToolContext;
  /** Which tools a session may call (SPEC §6). Compiled at the first question. */
  toolsOf(session: ToolContext): CompiledToolPolicy;
  /** Which command lines an agent may run (SPEC §7). Compiled at the first question. */
  commandsOf(agentId: string): CommandPolicy;
}
