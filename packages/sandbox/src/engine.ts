import type { SandboxLimits } from "./limits.ts";

/** A directory of the host that a sandbox sees; checked. */
export interface Mount {
  /** Real path on the host. */
  readonly source: string;
  readonly target: string;
  readonly writable: boolean;
}

/** What an engine makes a cell of. */
export interface CellSpec {
  /** Which installation it belongs to. */
  readonly owner: string;
  /** A name for the scope that is safe in file names and labels. */
  readonly slug: string;
  /** Digest of everything that a warm cell must agree with. */
  readonly hash: string;
  readonly image?: string;
  readonly network: "none" | "bridge";
  readonly limits: SandboxLimits;
  /** `/workspace` first. */
  readonly mounts: readonly Mount[];
  /** Who runs inside. */
  readonly user: { readonly uid: number; readonly gid: number };
}

/** One program to start in a cell. */
export interface Call {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array;
  /** Told of output as it comes. Nothing comes after {@link RunningCall.ended}. */
  onData(stream: "stdout" | "stderr", chunk: Buffer): void;
}

/** A program that runs in a cell. */
export interface RunningCall {
  /**
   * The exit status, 128 and a signal's number included, when everything that the call started is gone.
   * Rejects with `unavailable` when the cell was lost.
   */
  readonly ended: Promise<number>;
  /** Asks it to end. */
  terminate(): void;
  /** Ends everything that it started, and the whole cell if that does not help. {@link ended} settles soon after. */
  kill(): void;
}

/** A place where programs of one scope run, made once and used for many calls. */
export interface Cell {
  /** As the engine names it. */
  readonly id: string;
  /** Says why, when it is gone; never rejects. */
  readonly lost: Promise<string>;
  start(call: Call): Promise<RunningCall>;
  /** Ends everything in it and removes it; idempotent. Rejects when the engine did not do it. */
  stop(): Promise<void>;
}

/** Whether an engine can be used, and why not. */
export type EngineHealth =
  | { readonly ok: true; readonly version: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly because: string; readonly hint: string };

/** The names of the engines. */
export type EngineName = "docker" | "bubblewrap";

/** What makes cells (port). */
export interface SandboxEngine {
  readonly name: EngineName;
  /** Never throws. */
  probe(): Promise<EngineHealth>;
  /** Why no cell can be made from an image though the engine answers; absent: it needs none. Never throws. */
  lacks?(image: string | undefined): Promise<{ readonly because: string; readonly hint: string } | undefined>;
  /** Makes a cell that is ready for calls. Rejects with `unavailable` or `invalid`, and leaves nothing behind then. */
  create(spec: CellSpec): Promise<Cell>;
  /** Removes what this owner's earlier processes left: all but the cells of `keep`. Says how many went. */
  removeLeftovers(owner: string, keep: ReadonlySet<string>): Promise<number>;
}
