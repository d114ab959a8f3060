import { setTimeout as sleep } from "node:timers/promises";
import { happensWithin } from "./pause.ts";
import type { ProcessTree } from "./process-tree.ts";
import type { RunStreams } from "./streams.ts";

/** How long what is about to end may take, milliseconds. */
const lingerMs = 100;

/**
 * Ends what programs left behind when they had ended themselves, and reads what is still in the pipes. Resolves with the
 * processes that could not be ended; whatever they hold, it does not wait for them.
 */
export async function endLeftovers(
  streams: RunStreams,
  tree: ProcessTree,
  killAfterMs: number,
): Promise<readonly number[]> {
  if (await happensWithin(lingerMs, streams.ended)) {
    if (tree.find().length === 0) return [];
    await sleep(lingerMs);
  }
  const survivors = await tree.end(killAfterMs);
  await happensWithin(lingerMs, streams.ended);
  return survivors;
}
