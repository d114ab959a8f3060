export { type KeptFiles, keptFiles, type PrunedSandboxes, pruneSandboxes } from "./sandbox/kept-files.ts";
export {
  type ImportImageOptions,
  importSandboxImage,
  type MadeImage,
  type SetUpImageOptions,
  setUpImage,
} from "./sandbox/make-image.ts";
export { type AgentSandbox, type ImageReport, type SandboxStatus, sandboxStatus } from "./sandbox/status.ts";
