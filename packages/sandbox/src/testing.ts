export { testSandboxEngine } from "./testing/engine-suite.ts";
export type { OpenedSandboxes, OpenSandboxes } from "./testing/support.ts";
