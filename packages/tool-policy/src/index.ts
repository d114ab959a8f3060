export { defaultAliases } from "./aliases.ts";
export { compileToolPolicy } from "./compile.ts";
export type { ToolPolicyError } from "./errors.ts";
export { defaultGroups } from "./groups.ts";
export { type GuardedTools, guardTools, type ToolCall } from "./guard.ts";
export type {
  AgentToolsConfig,
  ChannelToolsConfig,
  LoosePolicy,
  ProfiledPolicy,
  ToolContext,
  ToolLayersConfig,
  ToolsConfig,
} from "./layers/config.ts";
export { defaultPermissions } from "./layers/permissions.ts";
export { toolPolicyFor, toolPolicyOptions } from "./layers/policy-for.ts";
export { defaultProfiles } from "./layers/profiles.ts";
export { resolveToolLayers } from "./layers/resolve.ts";
export { defaultSandboxTools, ownerOnlyTools, subagentDeniedTools } from "./layers/session.ts";
export { defaultRequires } from "./requires.ts";
export type {
  CompiledToolPolicy,
  Layer,
  LayerTrace,
  ToolDecision,
  ToolPolicy,
  ToolPolicyOptions,
  ToolPolicyProblem,
} from "./types.ts";
