import type { ConfigProblem, ConfigWarning } from "@moltbot/config";

/** A file or directory as it lies there. */
export interface FileFact {
  readonly path: string;
  /** Permission bits, 0 to 0o777. */
  readonly mode: number;
  /** The widest bits that it should have. */
  readonly wanted: number;
}

/**
 * What is known about the running system. Whatever is absent was not looked at, and nothing is said about it. Times are in
 * milliseconds since the epoch.
 */
export interface Facts {
  /** Why the config cannot be used. */
  readonly problems?: readonly ConfigProblem[];
  /** What reading and compiling the config warned about. */
  readonly warnings?: readonly ConfigWarning[];
  readonly files?: readonly FileFact[];
  /** For every agent whether its sandboxes can be made; `trouble` says why not (SPEC R8.6). */
  readonly sandboxes?: readonly { readonly agent: string; readonly trouble?: string; readonly fix?: string }[];
  /** Every store that was asked; `trouble` says why it does not answer. */
  readonly stores?: readonly { readonly name: string; readonly trouble?: string }[];
  /** Of a running gateway. */
  readonly channels?: readonly {
    readonly channel: string;
    readonly account: string;
    readonly status: string;
    readonly detail?: string;
  }[];
  readonly gateway?: { readonly running: boolean };
  readonly audit?: { readonly ok: boolean; readonly detail: string };
  readonly clock?: {
    readonly now: number;
    /** When the newest thing happened that was ever written down. */
    readonly newest: number;
  };
}
