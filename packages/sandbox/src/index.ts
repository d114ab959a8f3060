export { type BubblewrapOptions, createBubblewrapEngine } from "./bubblewrap/bubblewrap.ts";
export type { RunRequest, SandboxCommand, SandboxPlan, SandboxRedirect, SandboxStep } from "./command.ts";
export { createDockerEngine, type DockerEngineOptions } from "./docker/docker.ts";
export {
  type BuildOptions,
  buildImage,
  defaultImage,
  type ImportOptions,
  importImage,
  sandboxDockerfile,
  shellLabel,
} from "./docker/image.ts";
export type { Call, Cell, CellSpec, EngineHealth, EngineName, Mount, RunningCall, SandboxEngine } from "./engine.ts";
export type {
  FileCall,
  FileEntry,
  FileFailure,
  FileTrouble,
  PatchedFile,
  PlainFiles,
  SandboxFiles,
} from "./files/files.ts";
export { createSandboxFiles } from "./files/sandbox-files.ts";
export { defaultLimits, type SandboxLimits } from "./limits.ts";
export type { SandboxSettings } from "./opening.ts";
export type { RecoverReport } from "./recover.ts";
export type { OutputChunk, RunOptions, RunOutput, RunResult, StopReason } from "./run/result.ts";
export type { Sandbox } from "./sandbox.ts";
export { createSandboxes, type Sandboxes, type SandboxesOptions } from "./sandboxes.ts";
export { isSandboxed, type SandboxScope, scopeKey, slugOf } from "./scope.ts";
export type { SandboxSpec } from "./spec/spec.ts";
export { isSandboxUnavailable, sandboxUnavailable } from "./trouble.ts";
