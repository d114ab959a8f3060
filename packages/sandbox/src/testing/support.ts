import type { RunRequest, SandboxCommand } from "../command.ts";
import type { EngineName } from "../engine.ts";
import type { RunOptions, RunResult } from "../run/result.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Sandboxes } from "../sandboxes.ts";
import type { SandboxSpec } from "../spec/spec.ts";

/** Sandboxes on a real engine, with the real clock, for one test. */
export interface OpenedSandboxes {
  readonly sandboxes: Sandboxes;
  readonly engine: EngineName;
  /** Where their files are. */
  readonly root: string;
  /** A fresh directory whose owner is the user inside; it goes with {@link close}. */
  directory(): Promise<string>;
  /** Closes the sandboxes and removes everything. */
  close(): Promise<void>;
}

/** How a suite gets them. */
export type OpenSandboxes = () => Promise<OpenedSandboxes>;

/** What a test works with. */
export interface Bench extends OpenedSandboxes {
  /** A sandbox of its own. */
  open(spec?: Partial<SandboxSpec>): Promise<Sandbox>;
}

let count = 0;

/** Runs `use` on freshly opened sandboxes and closes them. */
export async function opened(open: OpenSandboxes, use: (bench: Bench) => Promise<void>): Promise<void> {
  const made = await open();
  try {
    await use({
      ...made,
      open: (spec) =>
        made.sandboxes.open(`session:test:${++count}`, { workspaceAccess: "none", engine: made.engine, ...spec }),
    });
  } finally {
    await made.close();
  }
}

/** Runs a line, and gives back what it wrote, trimmed. */
export async function say(
  box: Sandbox,
  command: SandboxCommand,
  o?: RunOptions & Partial<RunRequest>,
): Promise<string> {
  const { stdout, stderr } = await runIn(box, command, o);
  return `${stdout}${stderr}`.trim();
}

/** Runs a line. */
export function runIn(
  box: Sandbox,
  command: SandboxCommand,
  { signal, onOutput, ...request }: RunOptions & Partial<RunRequest> = {},
): Promise<RunResult> {
  return box.run({ ...request, command }, { ...(signal && { signal }), ...(onOutput && { onOutput }) });
}
