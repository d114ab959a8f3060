import {
  agentBindings,
  agentIds,
  agentSettings,
  type Config,
  declaredSessions,
  type ExecSettings,
  type SandboxSettings,
} from "@moltbot/config";
import { explainTools } from "./explain-tool.ts";
import type { Policy } from "./policy.ts";

/** One agent as the config makes it (SPEC R1.5, R9.1). Plain data. */
export interface AgentSummary {
  readonly id: string;
  /** False: the config names it but does not describe it; it can talk, and call no tool. */
  readonly described: boolean;
  /** Absent: the built-in agent without a model answers. */
  readonly model?: string;
  /** Its own; the stricter of it and the channel's holds. Absent: the channel's alone. */
  readonly dmPolicy?: string;
  /** The keys of `agents.bindings` and `sessions` that lead to it. */
  readonly bindings: readonly string[];
  readonly permissions: readonly string[];
  readonly sandbox: Pick<SandboxSettings, "mode" | "scope" | "workspaceAccess">;
  readonly exec: Pick<ExecSettings, "security" | "approvalMode">;
  readonly elevated: boolean;
  /** What somebody who is no owner may call in a direct chat. */
  readonly tools: readonly string[];
}

/** Every agent that the config describes or names, those that it describes first. */
export function agentSummaries(config: Config, policy: Policy): readonly AgentSummary[] {
  const routes = [
    ...Object.entries(agentBindings(config)),
    ...declaredSessions(config).flatMap(({ key, agent }) =>
      agent === undefined ? [] : [[`sessions["${key}"]`, agent] as const],
    ),
  ];
  const ids = new Set([...agentIds(config), ...routes.map(([, id]) => id)]);
  return [...ids].map((id) => {
    const { defined, model, dmPolicy, permissions, sandbox, exec, elevated } = agentSettings(config, id);
    const { mode, scope, workspaceAccess } = sandbox;
    return {
      id,
      described: defined,
      ...(model === undefined ? {} : { model: model.id }),
      ...(dmPolicy === undefined ? {} : { dmPolicy }),
      bindings: routes.filter(([, agent]) => agent === id).map(([key]) => key),
      permissions,
      sandbox: { mode, scope, workspaceAccess },
      exec: { security: exec.security, approvalMode: exec.approvalMode },
      elevated: elevated.enabled,
      tools: explainTools(config, policy, { agentId: id })
        .filter(({ decision }) => decision.allowed)
        .map(({ tool }) => tool),
    };
  });
}
