import { parseAddress } from "@moltbot/core";
import type { Config } from "../schema/config.ts";
import type { Permission } from "./agents.ts";
import { isNamed } from "./pairing.ts";
import { readWorkspace } from "./workspaces.ts";

/** What the file lays down about one person (the seed's `sessions` block). */
export interface DeclaredSession {
  /** As the file writes it. */
  readonly key: string;
  readonly channel: string;
  /** The platform's stable id, or `@name`. */
  readonly id: string;
  /** False: `id` is a name that its owner could change; it may route and narrow, never pair or grant. */
  readonly stable: boolean;
  readonly agent?: string;
  readonly permissions?: readonly Permission[];
  /** Below the workspaces of the state directory, without a leading slash. Never of a name. */
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
    const place = own.workspace === undefined ? undefined : readWorkspace(own.workspace);
    return {
      key,
      channel,
      id,
      stable,
      ...(own.agent && { agent: own.agent }),
      ...(own.permissions && { permissions: own.permissions }),
      // A name can be taken over, and what lies in a directory would go with it.
      ...(stable && place?.ok && { workspace: place.path }),
      paired: stable && own.paired === true,
      ...(own.pairedAt && { pairedAtMs: Date.parse(own.pairedAt) }),
    };
  });
}
