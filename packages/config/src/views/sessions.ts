import { parseAddress } from "@moltbot/core";
import type { Config } from "../schema/config.ts";
import type { Permission } from "./agents.ts";
import { isNamed } from "./pairing.ts";

/** What the file lays down about one person (the seed's `sessions` block). */
export interface DeclaredSession {
  readonly channel: string;
  /** The platform's stable id, or `@name`. */
  readonly id: string;
  /** False: `id` is a name that its owner could change; it may route and narrow, never pair or grant. */
  readonly stable: boolean;
  readonly agent?: string;
  readonly permissions?: readonly Permission[];
  /** Below the workspaces of the state directory, without a leading slash. */
  readonly workspace?: string;
  /** Whether the operator declares this person paired; always false for a name. */
  readonly paired: boolean;
  /** Milliseconds since the epoch. */
  readonly pairedAtMs?: number;
}

/** The people that the file's `sessions` block names, in its order. */
export function declaredSessions(config: Config): readonly DeclaredSession[] {
  return Object.entries(config.sessions ?? {}).map(([key, own]) => {
    const { channel, id } = parseAddress(key);
    const stable = !isNamed(key);
    return {
      channel,
      id,
      stable,
      ...(own.agent && { agent: own.agent }),
      ...(own.permissions && { permissions: own.permissions }),
      ...(own.workspace && { workspace: own.workspace.replace(/^\/+/, "") }),
      paired: stable && own.paired === true,
      ...(own.pairedAt && { pairedAtMs: Date.parse(own.pairedAt) }),
    };
  });
}
