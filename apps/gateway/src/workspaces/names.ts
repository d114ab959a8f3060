import { createHmac } from "node:crypto";
import type { Random } from "@moltbot/core";
import type { SecretStore } from "../stores/stores.ts";

/** Names for what a session keeps on a disk. */
export interface WorkspaceNames {
  /**
   * 24 hexadecimal digits: the same for the same text in one installation. Without its key nobody can tell whose they are,
   * nor guess them.
   * @throws MoltbotError `unavailable` while the key is out of reach
   */
  of(text: string): Promise<string>;
}

/** Names under a key that lies in the database, and not beside the directories that they are given to. */
export function createWorkspaceNames(secrets: SecretStore, random: Random): WorkspaceNames {
  let kept: Promise<Uint8Array> | undefined;
  return {
    async of(text) {
      kept ??= secrets.getOrCreate("workspace-names", () => random(32));
      const key = await kept.catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
      return createHmac("sha256", key).update(text).digest("hex").slice(0, 24);
    },
  };
}
