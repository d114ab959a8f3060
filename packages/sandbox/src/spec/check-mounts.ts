import { MoltbotError } from "@moltbot/core";
import type { Mount } from "../engine.ts";
import { realPath } from "./real-path.ts";

/**
 * What was mounted is still what was checked: nobody put a link in its place meanwhile.
 * @throws MoltbotError `invalid` when somebody did
 */
export async function checkMounts(mounts: readonly Mount[]): Promise<void> {
  for (const { source } of mounts) {
    const real = await realPath(source);
    if (!real.exists || real.path !== source) {
      throw new MoltbotError("invalid", `${source} changed while it was mounted`);
    }
  }
}
