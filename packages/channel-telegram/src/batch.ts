import { albumOf, createAlbums } from "./album.ts";
import type { Deliver } from "./deliver.ts";
import { type Fields, wholeNumber } from "./read.ts";
import { laneOf } from "./translate.ts";

/** What became of a batch. */
export interface BatchOutcome {
  /** The offset that confirms all that is durable, and nothing else. */
  readonly offset: number | undefined;
  /** What the host first rejected with. */
  readonly failure?: unknown;
  /** An album may not be complete: look again soon. */
  readonly growing: boolean;
}

/** Delivers batches of updates, and remembers what is durable but cannot be confirmed yet. */
export interface Batches {
  run(updates: readonly Fields[]): Promise<BatchOutcome>;
}

/** What {@link createBatches} works with. */
export interface BatchParts {
  readonly deliver: Deliver;
  /** Milliseconds, for albums that still grow. */
  readonly now: () => number;
  /** Nothing more is begun once it aborts. */
  readonly signal?: AbortSignal;
}

/** Updates that are delivered as one: a single one, or the parts of an album. */
interface Delivery {
  readonly album?: string;
  readonly ids: number[];
}

type Updates = ReadonlyMap<number, Fields>;

function byNumber(updates: readonly Fields[]): Updates {
  const byId = new Map<number, Fields>();
  for (const update of updates) byId.set(wholeNumber(update["update_id"]) ?? -1, update);
  byId.delete(-1);
  return new Map([...byId].sort(([a], [b]) => a - b));
}

/** What is to be delivered, by lane and in order. The parts of an album stand where the first one came. */
function lanesOf(updates: Updates): Iterable<readonly Delivery[]> {
  const lanes = new Map<string, Delivery[]>();
  for (const [id, update] of updates) {
    const name = laneOf(update);
    const lane = lanes.get(name) ?? [];
    lanes.set(name, lane);
    const album = albumOf(update);
    const begun = album === undefined ? undefined : lane.find((each) => each.album === album);
    if (begun !== undefined) begun.ids.push(id);
    else lane.push({ ids: [id], ...(album === undefined ? {} : { album }) });
  }
  return lanes.values();
}

/**
 * Chats run at the same time, updates of one chat in order: after a failure, or at an album that may still grow, the rest
 * of that chat waits for the next fetch. What other chats made durable meanwhile is not delivered again.
 */
export function createBatches({ deliver, now, signal }: BatchParts): Batches {
  const albums = createAlbums(now);
  let durable = new Set<number>();

  async function runLane(lane: readonly Delivery[], updates: Updates): Promise<"done" | "growing"> {
    for (const { album, ids } of lane) {
      const [first, ...more] = ids.filter((id) => !durable.has(id));
      if (first === undefined) continue;
      if (signal?.aborted) return "done";
      if (album !== undefined && !albums.isSettled(album, ids.length)) return "growing";
      const parts = more.map((id) => updates.get(id) ?? {});
      await deliver(updates.get(first) ?? {}, parts);
      for (const id of ids) durable.add(id);
      if (album !== undefined) albums.forget(album);
    }
    return "done";
  }

  return {
    async run(updates) {
      const all = byNumber(updates);
      const ends = await Promise.allSettled([...lanesOf(all)].map((lane) => runLane(lane, all)));
      const failed = ends.find((end) => end.status === "rejected");
      const growing = ends.some((end) => end.status === "fulfilled" && end.value === "growing");
      const ids = [...all.keys()];
      const waiting = ids.find((id) => !durable.has(id));
      const last = ids.at(-1);
      const offset = waiting ?? (last === undefined ? undefined : last + 1);
      durable = waiting === undefined ? new Set() : new Set([...durable].filter((id) => id > waiting));
      return { offset, growing, ...(failed === undefined ? {} : { failure: failed.reason }) };
    },
  };
}
