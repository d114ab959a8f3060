import type { Deliver } from "./deliver.ts";
import { type Fields, wholeNumber } from "./read.ts";
import { laneOf } from "./translate.ts";

/** What became of a batch. */
export interface BatchOutcome {
  /** The offset that confirms all that is durable, and nothing else. */
  readonly offset: number | undefined;
  /** What the host first rejected with. */
  readonly failure?: unknown;
}

/** Delivers batches of updates, and remembers what is durable but cannot be confirmed yet. */
export interface Batches {
  run(updates: readonly Fields[]): Promise<BatchOutcome>;
}

/**
 * Chats run at the same time, updates of one chat in order: after a failure the rest of that chat waits for the next
 * fetch. What other chats made durable meanwhile is not delivered again. Nothing more is begun once `signal` aborts.
 */
export function createBatches(deliver: Deliver, signal?: AbortSignal): Batches {
  let durable = new Set<number>();
  return {
    async run(updates) {
      const byId = new Map<number, Fields>();
      for (const update of updates) byId.set(wholeNumber(update["update_id"]) ?? -1, update);
      byId.delete(-1);
      const ids = [...byId.keys()].sort((a, b) => a - b);
      const lanes = new Map<string, number[]>();
      for (const id of ids) {
        const lane = laneOf(byId.get(id) ?? {});
        const others = lanes.get(lane);
        if (others === undefined) lanes.set(lane, [id]);
        else others.push(id);
      }
      let failure: { readonly error: unknown } | undefined;
      const runLane = async (lane: readonly number[]): Promise<void> => {
        for (const id of lane) {
          if (durable.has(id)) continue;
          if (signal?.aborted) return;
          try {
            await deliver(byId.get(id) ?? {});
            durable.add(id);
          } catch (error) {
            failure ??= { error };
            return;
          }
        }
      };
      await Promise.all([...lanes.values()].map(runLane));
      const waiting = ids.find((id) => !durable.has(id));
      const last = ids.at(-1);
      const offset = waiting ?? (last === undefined ? undefined : last + 1);
      durable = waiting === undefined ? new Set() : new Set([...durable].filter((id) => id > waiting));
      return { offset, ...(failure === undefined ? {} : { failure: failure.error }) };
    },
  };
}
