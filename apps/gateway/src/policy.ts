export { type AgentSummary, agentSummaries } from "./policy/agent-summaries.ts";
export { checkPolicies } from "./policy/check.ts";
export { compilePolicy } from "./policy/compile.ts";
export {
  type CommandExplanation,
  type CommandQuestion,
  type EntryRemark,
  type ExplainedCommand,
  explainCommand,
} from "./policy/explain-command.ts";
export { type ExplainedLayer, explainTool, explainTools, type ToolExplanation } from "./policy/explain-tool.ts";
export type { PolicyFindings } from "./policy/findings.ts";
export type { AgentRoute, Names, Policy, SessionFacts } from "./policy/policy.ts";
export type { RulePlace } from "./policy/rule-place.ts";
