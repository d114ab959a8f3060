import { kill } from "node:process";
import type { Call, RunningCall } from "../engine.ts";
import type { Frame } from "../lane/lane.ts";
import { lostCell } from "../trouble.ts";
import { callInLane } from "./lane-script.ts";
import { childrenOf, descendants, ownMemory } from "./processes.ts";
import type { Setup, WarmLane } from "./warm-lane.ts";

/** A call in a lane. */
export interface LaneCall extends RunningCall {
  /** Whether the lane can take another call: nothing of this one is left in it. */
  readonly isClean: () => boolean;
}

const watchEveryMs = 100;

/** Runs a program in a lane that is free. Whatever it left in there, that is not a file of a mount, ends with the lane. */
export function startCall(setup: Setup, lane: WarmLane, call: Call): LaneCall {
  let isClean = false;
  let wasKilled = false;
  const end = (): void => {
    wasKilled = true;
    void lane.end();
  };
  const onData = ({ stream, data }: Frame): void => call.onData(stream, data);
  const answered = lane.ask((nonce) => callInLane(nonce, call, setup.spec.limits), onData);
  const watched = watchMemory(setup, lane.pid, end);
  const finish = async (): Promise<number> => {
    try {
      const { value, strays } = await answered;
      if (strays || wasKilled) await lane.end();
      else isClean = true;
      return value;
    } catch (error) {
      await lane.end();
      if (wasKilled) return 137;
      throw lostCell(error instanceof Error ? error.message : "it is gone");
    } finally {
      watched();
    }
  };
  const ended = finish();
  ended.catch(() => {});
  return { ended, isClean: () => isClean, terminate: () => void askToEnd(lane.pid), kill: end };
}

/** Says TERM to what the shell started and to the groups that it leads. */
async function askToEnd(shell: number): Promise<void> {
  for (const pid of await childrenOf(shell)) {
    for (const target of [-pid, pid]) {
      try {
        kill(target, "SIGTERM");
        break;
      } catch {
        // It leads no group, or is gone.
      }
    }
  }
}

/** No group of processes has a limit of memory without control groups, so somebody looks. */
function watchMemory({ spec, clock }: Setup, shell: number, onFull: () => void): () => void {
  const most = spec.limits.memoryMb * 1_048_576;
  let isOver = false;
  let cancel = (): void => {};
  const arm = (): void => {
    cancel = clock.after(watchEveryMs, () => void look());
  };
  const look = async (): Promise<void> => {
    const held = await ownMemory(await descendants(shell, spec.limits.pids + 8));
    if (isOver) return;
    if (held > most) onFull();
    else arm();
  };
  arm();
  return () => {
    isOver = true;
    cancel();
  };
}
