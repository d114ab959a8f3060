import type { AgentConfig, Config, ToolsConfig } from "../schema/config.ts";
import type { Secret } from "../secret.ts";
import { type DmPolicy, ownEntry } from "./channels.ts";
import { defaults } from "./defaults.ts";

/** What a session may reach (SPEC R6.4). */
export type Permission = "read" | "write" | "exec" | "browse" | "admin";

/** Every {@link Permission}. */
export const permissionNames: readonly Permission[] = ["read", "write", "exec", "browse", "admin"];

/** A command that runs unasked; with examples that must hold, when the file gives some (SPEC R7.1). */
export type CommandEntry =
  | string
  | {
      readonly pattern: string;
      readonly match?: readonly string[];
      readonly notMatch?: readonly string[];
      readonly justification?: string;
    };

/** Running commands, complete (SPEC §7). */
export interface ExecSettings {
  readonly security: "deny" | "allowlist" | "full";
  readonly allowlist: readonly CommandEntry[];
  /** Names of the environment variables that commands may see; absent: the usual few. */
  readonly env?: readonly string[];
  readonly approvalMode: "always" | "per-session" | "once";
  readonly notify: boolean;
  readonly timeoutMs: number;
  readonly requiredApprovals: number;
}

/** Where tools run, complete (SPEC §8). */
export interface SandboxSettings {
  readonly mode: "off" | "all" | "non-main";
  readonly workspaceAccess: "none" | "ro" | "rw";
  /** 0: never pruned. */
  readonly pruneMinutes: number;
  /** Who shares a sandbox: nobody but the session, the sessions of an agent, or all. */
  readonly scope: "session" | "agent" | "shared";
  /** `auto`: the first that answers, Docker before bubblewrap. */
  readonly engine: "auto" | "docker" | "bubblewrap";
  readonly image?: string;
  readonly network: "none" | "bridge";
  readonly limits: {
    readonly memoryMb: number;
    readonly cpus: number;
    readonly pids: number;
    readonly outputKb: number;
    readonly timeoutMs: number;
    readonly diskMb: number;
    readonly tmpMb: number;
  };
  readonly env: Readonly<Record<string, Secret>>;
  readonly binds: readonly string[];
}

/** Which model answers. */
export interface ModelSettings {
  readonly id: string;
  readonly baseURL?: string;
  readonly apiKey?: Secret;
  readonly maxTokens?: number;
  readonly timeoutMs?: number;
}

/** One agent with `agents.defaults` underneath. */
export interface AgentSettings {
  readonly id: string;
  /** False: the file names this agent but does not describe it; it can talk, and call no tool. */
  readonly defined: boolean;
  readonly dmPolicy?: DmPolicy;
  /** Absent: the built-in `command` agent answers. */
  readonly model?: ModelSettings;
  readonly instructions?: string;
  readonly workspace?: string;
  readonly permissions: readonly Permission[];
  readonly sandbox: SandboxSettings;
  readonly exec: ExecSettings;
  /** `allowFrom` absent: owners only. */
  readonly elevated: { readonly enabled: boolean; readonly allowFrom?: readonly string[] };
  /** The tool layers as written: all apply, none overrides another. `global` is `agents.defaults.tools`. */
  readonly tools: { readonly global: ToolsConfig; readonly agent: ToolsConfig };
}

/** Agents that need no entry in `agents.list`: they run on `agents.defaults` alone. */
export const builtInAgents: readonly string[] = ["main", "default"];

/** Ids of the agents that the file describes, and `main`. */
export function agentIds(config: Config): readonly string[] {
  return [...new Set([...Object.keys(config.agents?.list ?? {}), "main"])];
}

/** `agents.bindings` as written: `channel:id`, `channel:*` or `*` → agent id. Who matches none gets `main`. */
export function agentBindings(config: Config): Readonly<Record<string, string>> {
  return config.agents?.bindings ?? {};
}

/** The settings of an agent: its own over `agents.defaults` over built-in; tool policies stay layers (SPEC R6.2). */
export function agentSettings(config: Config, id: string): AgentSettings {
  const base: AgentConfig = config.agents?.defaults ?? {};
  const listed = ownEntry(config.agents?.list, id);
  const own: AgentConfig = listed ?? {};
  const defined = listed !== undefined || builtInAgents.includes(id);
  const { model, instructions, workspace } = { ...base, ...present(own) };
  return {
    id,
    defined,
    ...(own.dmPolicy && { dmPolicy: own.dmPolicy }),
    ...(model && { model: present(model) as ModelSettings }),
    ...(instructions && { instructions }),
    ...(workspace && { workspace }),
    permissions: defined ? (own.permissions ?? base.permissions ?? ["read", "write"]) : [],
    sandbox: sandboxOf(base, own),
    exec: execOf(base, own),
    elevated: elevatedOf(own.tools?.elevated ?? base.tools?.elevated),
    tools: { global: base.tools ?? {}, agent: defined ? (own.tools ?? {}) : { deny: ["*"] } },
  };
}

function execOf(base: AgentConfig, own: AgentConfig): ExecSettings {
  const exec = { ...present(base.tools?.exec ?? {}), ...present(own.tools?.exec ?? {}) };
  return {
    security: exec.security ?? "allowlist",
    allowlist: (exec.allowlist ?? []).map((entry) =>
      typeof entry === "string" ? entry : (present(entry) as Exclude<CommandEntry, string>),
    ),
    ...(exec.env && { env: exec.env }),
    approvalMode: exec.approvalMode ?? "always",
    notify: exec.notify ?? true,
    timeoutMs: exec.timeoutMs ?? defaults.exec.timeoutMs,
    requiredApprovals: exec.requiredApprovals ?? defaults.exec.requiredApprovals,
  };
}

function elevatedOf(elevated: ToolsConfig["elevated"]): AgentSettings["elevated"] {
  return { enabled: elevated?.enabled ?? false, ...(elevated?.allowFrom && { allowFrom: elevated.allowFrom }) };
}

function sandboxOf(base: AgentConfig, own: AgentConfig): SandboxSettings {
  const box = { ...present(base.sandbox ?? {}), ...present(own.sandbox ?? {}) };
  const limits = { ...present(base.sandbox?.limits ?? {}), ...present(own.sandbox?.limits ?? {}) };
  return {
    mode: box.mode ?? "non-main",
    workspaceAccess: box.workspaceAccess ?? "none",
    pruneMinutes: box.pruneMinutes ?? defaults.sandbox.pruneMinutes,
    scope: box.scope ?? "session",
    engine: box.engine ?? "auto",
    ...(box.image && { image: box.image }),
    network: box.network ?? "none",
    limits: { ...defaults.sandbox.limits, ...limits },
    env: box.env ?? {},
    binds: box.binds ?? [],
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(record: T): Present<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Present<T>;
}
