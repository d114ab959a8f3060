import type { EngineName } from "../engine.ts";
import type { SandboxLimits } from "../limits.ts";

/** What a sandbox is like, as an operator's configuration says it; nothing here may come from an agent. */
export interface SandboxSpec {
  /** `none`: `/workspace` alone; `ro`: the agent's files at `/agent` too, read-only; `rw`: writable. */
  readonly workspaceAccess: "none" | "ro" | "rw";
  /** The agent's files on the host; needed for `ro` and `rw`. */
  readonly agentWorkspace?: string;
  /** `auto`: the first that answers, in the order they were given. */
  readonly engine?: EngineName | "auto";
  /** For Docker: a name or, better, a digest (`sha256:…`). */
  readonly image?: string;
  /** `bridge`: a network of its own kind, without a way to other sandboxes. Docker only. */
  readonly network?: "none" | "bridge";
  readonly limits?: Partial<SandboxLimits>;
  /** Variables of every run. They are not stored with the container. */
  readonly env?: Readonly<Record<string, string>>;
  /** `source:target` or `source:target:ro|rw`; read-only unless told. */
  readonly binds?: readonly string[];
  /** It is removed when it was idle this long; 60 unless told, 0: never. */
  readonly pruneMinutes?: number;
}
