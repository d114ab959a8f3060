/**
 * How far a row of the specification is. `done`: a person can see it work, and a test shows it. `partial`: some of it
 * works, and `missing` names the rest. `open`: nothing to see yet.
 */
export type RequirementStatus = "done" | "partial" | "open";

/** One row of the specification. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly status: RequirementStatus;
  /** What a partial row still lacks. */
  readonly missing?: string;
}

const done = (id: string, title: string): Requirement => ({ id, title, status: "done" });
const partial = (id: string, title: string, missing: string): Requirement => ({
  id,
  title,
  status: "partial",
  missing,
});
const open = (id: string, title: string): Requirement => ({ id, title, status: "open" });

/** Every row of the specification, in its order. A test names the rows it verifies in its name: `[R2.2]`. */
export const requirements: readonly Requirement[] = [
  partial(
    "R0.1",
    "Every configuration snippet of the two source documents parses and does what it says",
    "models and MCP servers",
  ),
  done("R0.2", "One written form of identities, and no guessing where it is ambiguous"),
  partial("R0.3", "Whatever fails ends in a no, with a reason that a person can act on", "models and MCP servers"),
  done("R0.4", "What was accepted, approved or logged survives a crash at any point"),
  done("R0.5", "Every decision carries the rule that made it"),
  done("R1.1", "Owner, paired, allowlisted, unknown; blocked beats them all, and owners cannot be blocked"),
  done("R1.2", "DM policy per channel, account and agent; the stricter one holds"),
  done("R1.3", "The gateway refuses to start on a critical finding that nobody acknowledged"),
  done("R1.4", "One isolated session for each user of a channel"),
  done("R1.5", "Bindings choose the agent of a conversation"),
  done("R2.1", "matchAllowlist answers with the entry and the source that matched"),
  done("R2.2", "The strongest matching entry wins, in whatever order the list has"),
  done("R2.3", "Every written form of an entry; prefixes of other channels never match"),
  done("R2.4", "Normalisation closes spoofing and opens nothing"),
  done("R2.5", "What people can choose themselves claims, and does not grant"),
  done("R2.6", "A match costs the same in a long list as in a short one"),
  done("R3.1", "A stranger is asked to pair, an approver lets them in, both hear of it"),
  done("R3.2", "Each reason not to take a request has its own answer"),
  done("R3.3", "A request has an unguessable id, a code to compare, and an end; asking twice files once"),
  done("R3.4", "Only approvers decide, whole ids only, and nobody on themselves"),
  done("R3.5", "Several different approvers, and exactly one outcome however they race"),
  done("R3.6", "Pairings lapse or renew, and people are told ahead of time"),
  done("R3.7", "Automatic approval acts on identities that the platform verified"),
  done("R3.8", "Unpairing and blocking hold from the next message on, everywhere"),
  done("R4.1", "A device proves its key on a fresh challenge"),
  done("R4.2", "Device tokens are hashed, scoped, rotated and revoked at once"),
  done("R4.3", "Nobody gains scopes by pairing again, rotating or approving"),
  done("R5.1", "In groups the bot acts only when it is mentioned"),
  done("R5.2", "Rules for each group, where deny wins"),
  done("R5.3", "Pairing by DM gives nothing in a group"),
  done("R6.1", "Tool policies with globs, where deny wins"),
  done("R6.2", "Seven layers that can only narrow, and say which one decided"),
  done("R6.3", "Tool groups and named profiles"),
  done("R6.4", "Permissions of a session narrow its tools, and elevated agents work outside the sandbox"),
  done("R6.5", "The tool policy holds where a tool is called"),
  done("R7.1", "Command execution is denied, listed or full"),
  done("R7.2", "Command lines are parsed, and every command in them is judged"),
  done("R7.3", "Approvals of commands hold once, for a session or for good"),
  done("R7.4", "What runs is what the approver saw, byte for byte"),
  done("R7.5", "Commands can need several approvers, and grants can be revoked"),
  done("R7.6", "A command line can be explained without running it"),
  done("R7.7", "Command approvals reach the same people and places as pairing"),
  done("R8.1", "The sandbox is off, for all, or for everything but the main session"),
  done("R8.2", "Workspace access is none, read-only or read-write"),
  done("R8.3", "Idle containers go, and nothing leaks over a restart"),
  done("R8.4", "The sandbox is hardened unless told otherwise"),
  done("R8.5", "A policy for the tools of sandboxed sessions"),
  done("R8.6", "Without a sandbox engine nothing runs"),
  done("R9.1", "The command line"),
  done("R9.2", "A doctor that finds risks and says what is fine"),
  done("R9.3", "The dashboard"),
  done("R9.4", "Export, delete and anonymise a person completely"),
  done("R9.5", "A tamper-evident audit log"),
  done("R9.6", "Every gate of a decision can be explained without side effects"),
  done("R9.7", "The configuration reloads while running"),
  done("R9.8", "State in Postgres and Redis, or embedded with nothing to install"),
  partial("R10.1", "Every package works alone, and its README runs", "only the packages that exist"),
  done("R10.2", "A third party writes a channel adapter with the shipped kit"),
  done("R10.3", "Real adapters on the real libraries"),
  open("R11.1", "Agents on real models, with tools behind every policy"),
  done("R11.2", "The built-in agent makes the same tools usable from chat"),
  open("R11.3", "Text from outside reaches a model marked as untrusted"),
];
