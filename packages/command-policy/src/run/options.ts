/** A piece of output as it comes, within the cap. */
export interface OutputChunk {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Where, with what and how long a plan runs. Times in milliseconds, sizes in bytes. */
export interface RunOptions {
  /** Where it starts when the plan does not say; absolute. */
  readonly cwd?: string;
  /** A directory that it may not start outside of, nor change to a directory outside of, symbolic links resolved. */
  readonly workspace?: string;
  /** Values that the host offers. Those that the plan names reach the programs; `PATH` is never taken from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directories of programs, for finding them and as their `PATH`; entries that are not absolute are dropped. */
  readonly path?: string;
  /** When the whole tree is ended: 600000 unless told. */
  readonly timeoutMs?: number;
  /** How long programs have between `SIGTERM` and `SIGKILL`: 2000 unless told. */
  readonly killAfterMs?: number;
  /** What is kept of each stream: 1 MiB unless told. */
  readonly outputBytes?: number;
  /** At how much output of both streams together the tree is ended: 64 MiB, or 64 times what is kept if that is more. */
  readonly outputLimitBytes?: number;
  /** Cancels. */
  readonly signal?: AbortSignal;
  /** Standard input of the first command of each pipeline, until it is used up; nothing unless told. */
  readonly stdin?: string | Uint8Array;
  /** Told of output as it comes, within the cap. What it throws ends the tree and comes back from the call. */
  readonly onOutput?: (chunk: OutputChunk) => void;
  /** The digest that was approved: a plan with another one is refused (SPEC R7.4). */
  readonly expectDigest?: string;
  /** A directory where pipes are made and removed again before the first program starts: `/tmp` unless told. */
  readonly scratch?: string;
}

/** Where programs come from unless the caller says: directories that only root writes to. */
export const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Numbers of a run with the defaults filled in. */
export interface RunLimits {
  readonly timeoutMs: number;
  readonly killAfterMs: number;
  readonly outputBytes: number;
  readonly outputLimitBytes: number;
}

const mebibyte = 1_048_576;

// A longer timer would fire at once.
const longestTimer = 2 ** 31 - 1;

/** The numbers of a run, or the name of the one that is not a number from 0. */
export function limitsOf(o: RunOptions): RunLimits | string {
  const outputBytes = o.outputBytes ?? mebibyte;
  const limits = {
    timeoutMs: Math.min(o.timeoutMs ?? 600_000, longestTimer),
    killAfterMs: Math.min(o.killAfterMs ?? 2_000, longestTimer),
    outputBytes,
    outputLimitBytes: o.outputLimitBytes ?? 64 * Math.max(outputBytes, mebibyte),
  };
  return Object.entries(limits).find(([, value]) => !(value >= 0))?.[0] ?? limits;
}
