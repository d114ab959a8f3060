export type { OutputChunk, RunOptions } from "./run/options.ts";
export { defaultPath } from "./run/options.ts";
export type { CommandStatus, Refusal, RunOutput, RunResult, StepStatus } from "./run/result.ts";
export { runPlan } from "./run/run-plan.ts";
