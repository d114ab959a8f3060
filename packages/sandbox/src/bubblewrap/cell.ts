import { randomUUID } from "node:crypto";
import { deferred } from "../deferred.ts";
import type { Call, Cell, RunningCall } from "../engine.ts";
import { checkMounts } from "../spec/check-mounts.ts";
import { lostCell } from "../trouble.ts";
import { startCall } from "./call.ts";
import { type Setup, startLane, type WarmLane } from "./warm-lane.ts";

/** So many lanes wait for calls at most; more are made when they are needed, and end after their call. */
const mostIdle = 4;

/**
 * Lanes for one scope: each has namespaces of its own, takes one call at a time, and another only when nothing is left of
 * the one before. A lane that broke is replaced by the next call.
 */
export async function openCell(setup: Setup): Promise<Cell> {
  const pool = createPool(setup);
  pool.add(await pool.make());
  return {
    id: randomUUID(),
    lost: pool.gone,
    async start(call: Call): Promise<RunningCall> {
      const lane = await pool.take();
      const running = startCall(setup, lane, call);
      const back = (): void => pool.giveBack(lane, running.isClean());
      running.ended.then(back, back);
      return running;
    },
    stop: () => pool.stop(),
  };
}

function createPool(setup: Setup) {
  const lanes = new Set<WarmLane>();
  const idle: WarmLane[] = [];
  const making = new Set<Promise<WarmLane>>();
  const gone = deferred<string>();
  let spare: Promise<void> | undefined;
  let isGone = false;
  const checkOpen = (): void => {
    if (isGone) throw lostCell("it is gone");
  };
  const make = (): Promise<WarmLane> => {
    const made = checkedLane(setup, checkOpen).then((lane) => {
      lanes.add(lane);
      void lane.closed.then(() => {
        lanes.delete(lane);
        if (idle.includes(lane)) idle.splice(idle.indexOf(lane), 1);
      });
      return lane;
    });
    making.add(made);
    const forget = (): boolean => making.delete(made);
    made.then(forget, forget);
    return made;
  };
  const add = (lane: WarmLane): void => void idle.push(lane);
  return {
    gone: gone.promise,
    make,
    add,
    async take(): Promise<WarmLane> {
      checkOpen();
      if (idle.length === 0) await spare;
      const lane = idle.pop() ?? (await make());
      checkOpen();
      return lane;
    },
    giveBack(lane: WarmLane, isClean: boolean): void {
      if (isGone) return;
      if (isClean && idle.length < mostIdle) add(lane);
      else void lane.end();
      if (isClean || idle.length > 0) return;
      // The next call does not wait for what this one spoiled.
      spare ??= make().then(add, () => {});
      void spare.then(() => {
        spare = undefined;
      });
    },
    async stop(): Promise<void> {
      isGone = true;
      gone.resolve("it was stopped");
      await Promise.allSettled(making);
      await Promise.all([...lanes].map((lane) => lane.end()));
    },
  };
}

async function checkedLane(setup: Setup, checkOpen: () => void): Promise<WarmLane> {
  const lane = await startLane(setup);
  try {
    await checkMounts(setup.spec.mounts);
    checkOpen();
    return lane;
  } catch (error) {
    await lane.end();
    throw error;
  }
}
