import { testEscapes } from "./escape-suite.ts";
import { testFiles } from "./file-suite.ts";
import { testLimits } from "./limit-suite.ts";
import { testNarrowing } from "./narrow-suite.ts";
import { testRuns } from "./run-suite.ts";
import { testSupervisors } from "./supervisor-suite.ts";
import type { OpenSandboxes } from "./support.ts";
import { testWorkspaces } from "./workspace-suite.ts";

/**
 * The contract of an engine, on the real thing, with a system of busybox that has a setuid `/rootly/su`. Call it from a
 * vitest file; `open` gives sandboxes without files each time.
 */
export function testSandboxEngine(name: string, open: OpenSandboxes): void {
  testRuns(name, open);
  testWorkspaces(name, open);
  testFiles(name, open);
  testEscapes(name, open);
  testLimits(name, open);
  testNarrowing(name, open);
  testSupervisors(name, open);
}
