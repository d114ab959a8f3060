export {
  type CommandPlace,
  type CommandPolicy,
  type CommandRules,
  compileCommandPolicy,
  type ExecSecurity,
  judgeCommand,
} from "./judge-command.ts";
export { guardEnvironment } from "./plan/guard-environment.ts";
export { defaultEnvironment, planDigest, type UndigestedPlan } from "./plan/make-plan.ts";
export type { CommandPlan, PlanBase, PlanCommand, PlanRedirect, PlanStep, PlanWhen } from "./plan/plan.ts";
export type { CommandEntryReport } from "./policy/compile.ts";
export type { AllowlistEntry } from "./policy/entry.ts";
export { parseCommand } from "./read/parse-command.ts";
export type { ParsedCommand, ParsedLine, ParsedPipeline, Pattern } from "./read/parsed.ts";
export type { CommandVerdict, JudgedCommand } from "./verdict.ts";
