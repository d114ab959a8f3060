import type { DmRules, GroupRules } from "@moltbot/access";
import type { Conversation } from "@moltbot/channel";
import type { CommandPolicy } from "@moltbot/command-policy";
import type { Address, Principal } from "@moltbot/core";
import type { Choice, Grant, PairingRules } from "@moltbot/pairing";
import type { CompiledToolPolicy, ToolContext } from "@moltbot/tool-policy";

/** How an agent answers, as far as the message flow cares. */
export interface AgentRoute {
  readonly id: string;
  /** A model's name, or absent: the built-in `command` agent answers. */
  readonly model?: string;
  /** The agent's own DM policy; the stricter of it and the channel's holds. */
  readonly dmPolicy?: DmRules["policy"];
  /** Who says that it is this agent (SPEC R0.5). */
  readonly from: RuleSource;
  /** The setting that says so; absent for what no file says. */
  readonly path?: string;
}

/**
 * Where a rule about one person's session comes from, the first that says something: `config` (its `sessions` block),
 * `choice` (an operator's `users agent` or `users permissions`), then `binding` or `default` for the agent, `owner` or
 * `agent` for the permissions.
 */
export type RuleSource = "config" | "choice" | "binding" | "owner" | "agent" | "default";

/** What a session may reach, and who says so. */
export interface PermissionRule {
  readonly permissions: readonly string[];
  readonly from: RuleSource;
  /** The setting that says so; absent for what no file says. */
  readonly path?: string;
}

/** What a person calls themselves: counts only where `dangerouslyAllowNameMatching` says so. */
export interface Names {
  readonly username?: string;
}

/** What is known of a person besides their id. */
export interface Known extends Names {
  /** What an operator chose for their session. */
  readonly choice?: Choice;
}

/** Whose session, where. Everything that is left out follows from the config. */
export interface SessionFacts {
  /** Absent: somebody whom the config does not name, and no owner. */
  readonly who?: Principal;
  readonly names?: Known;
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
  dmRules(who: Principal, names?: Known): DmRules;
  /** The entries of `allowFrom` of this person's account, as written. */
  entriesOf(who: Principal): ReadonlySet<string>;
  /** What operators labelled them, without `@`, as of the last look at the store. */
  labelsOf(who: Address): readonly string[];
  /** The name under which the config links this identity. */
  configuredPerson(who: Address): string | undefined;
  /** Most people whom rules let in per hour; above it people decide. */
  readonly autoApprovePerHour: number;
  groupRules(at: Pick<Conversation, "channel" | "account" | "id">): GroupRules;
  /** The id whose rules hold for a group: its own, or the one that it had before it moved. */
  ruledAs(at: Pick<Conversation, "channel" | "account" | "id">): string;
  isOwner(who: Principal): boolean;
  isApprover(who: Principal): boolean;
  /** Everybody who is told about requests. */
  readonly approvers: readonly Principal[];
  /** Everybody who is told about requests that waited long (`pairing.escalateTo`). */
  readonly toldLate: readonly Principal[];
  /** Where the bot can write to somebody who is named without an account. */
  reach(who: Address): Principal | undefined;
  /** The pairing that the config itself declares for a person, if any. */
  declaredGrant(who: Principal): Grant | undefined;
  agentFor(who: Principal, names?: Known): AgentRoute;
  /** What their session may reach with the agent that answers them. */
  permissionsOf(who: Principal, names?: Known): readonly string[];
  /** What a session may reach, and who says so. In a group nobody brings more than its agent has (SPEC R5.3). */
  permissionRule(facts: SessionFacts): PermissionRule;
  /** The directory below the workspaces that the config names for this person. */
  workspaceOf(who: Principal): string | undefined;
  /**
   * Whether commands of this person may run unasked outside a sandbox, where a program reaches what the gateway does: owners,
   * and who `elevated.allowFrom` lists (SPEC R6.4).
   */
  trustedOnHost(who: Principal, agentId: string): boolean;
  /** What the tool layers look at in a session. */
  toolSession(facts: SessionFacts): ToolContext;
  /** Which tools a session may call (SPEC §6). Compiled at the first question. */
  toolsOf(session: ToolContext): CompiledToolPolicy;
  /** Which command lines an agent may run (SPEC §7). Compiled at the first question. */
  commandsOf(agentId: string): CommandPolicy;
}
