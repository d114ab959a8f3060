import { messageOf } from "@moltbot/core";
import type { EngineName, SandboxEngine } from "./engine.ts";
import { removeEmpties } from "./workspace.ts";

/** What a start found. */
export interface RecoverReport {
  /** Cells of earlier processes that were removed. */
  readonly removed: number;
  /** Engines that could not be asked. */
  readonly failed: readonly { readonly engine: EngineName; readonly because: string }[];
}

/** Removes what earlier processes of this owner left on every engine that answers, and directories without files. */
export async function recover(
  engines: readonly SandboxEngine[],
  o: { owner: string; keep: ReadonlySet<string>; root: string; scopes: ReadonlyMap<string, unknown> },
): Promise<RecoverReport> {
  let removed = 0;
  const failed: { engine: EngineName; because: string }[] = [];
  for (const engine of engines) {
    try {
      removed += await engine.removeLeftovers(o.owner, o.keep);
    } catch (error) {
      failed.push({ engine: engine.name, because: messageOf(error) });
    }
  }
  await removeEmpties(o.root, new Set(o.scopes.keys()));
  return { removed, failed };
}
