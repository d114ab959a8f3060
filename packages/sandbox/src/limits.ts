/** What one sandbox may use; the limits of one run are among them. */
export interface SandboxLimits {
  readonly memoryMb: number;
  readonly cpus: number;
  readonly pids: number;
  /** Kept of each output stream of a run. Sixty-four times that much ends the run. */
  readonly outputKb: number;
  readonly timeoutMs: number;
  /** Size of `/workspace`, and of how much `/agent` may grow in one run. */
  readonly diskMb: number;
  /** Size of `/tmp`. */
  readonly tmpMb: number;
}

/** Limits that hold where a specification gives none. */
export const defaultLimits: SandboxLimits = {
  memoryMb: 1024,
  cpus: 1,
  pids: 256,
  outputKb: 1024,
  timeoutMs: 600_000,
  diskMb: 2048,
  tmpMb: 64,
};
