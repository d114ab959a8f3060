import type { Duplex } from "node:stream";
import type { Clock, Random } from "@moltbot/core";
import { deferred } from "../deferred.ts";
import type { Call, Cell, RunningCall } from "../engine.ts";
import { lostCell } from "../trouble.ts";
import type { Frame } from "./frames.ts";
import { createLane, type Lane, type LaneAnswer } from "./lane.ts";
import {
  askInLane,
  closeInLane,
  finishInLane,
  type LaneState,
  lookInLane,
  openLane,
  purgeInLane,
  runInLane,
} from "./lane-script.ts";

/** What a cell in a container is made of. */
export interface CellParts {
  readonly id: string;
  /** The stream of the container's own shell. */
  readonly control: Duplex;
  /** Starts one more shell in the container. */
  openShell(): Promise<Duplex>;
  remove(): Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long a lane may take for what it always can do. */
const obeysWithinMs = 3000;

interface OpenLane extends Lane {
  readonly pid: number;
}

/** A container with a shell that stays and lanes for calls: one call at a time in each, made when they are needed. */
export async function openCell(parts: CellParts): Promise<Cell> {
  const lanes = new Set<OpenLane>();
  const active = new Set<OpenLane>();
  const gone = deferred<string>();
  let isLost = false;
  let isDirty = false;
  const opening = new Set<Promise<OpenLane>>();
  let purging: Promise<unknown> | undefined;
  let removal: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    removal ??= parts.remove();
    // A removal that failed may be tried again.
    removal.catch(() => {
      removal = undefined;
    });
    return removal;
  };
  const lose = (because: string): void => {
    if (isLost) return;
    isLost = true;
    gone.resolve(because);
    control.close();
    for (const lane of lanes) lane.close();
    stop().catch(() => {});
  };
  const obeys = async (asked: Promise<LaneAnswer>): Promise<LaneAnswer | undefined> => {
    const late = deferred<undefined>();
    const cancel = parts.clock.after(obeysWithinMs, () => late.resolve(undefined));
    try {
      return await Promise.race([asked.catch(() => undefined), late.promise]);
    } finally {
      cancel();
    }
  };
  const open = async (stream: Duplex): Promise<OpenLane> => {
    const lane = createLane(stream, parts.random);
    const answer = await obeys(lane.ask(openLane));
    if (answer === undefined || answer.value === 0) {
      lane.close();
      throw new Error(answer ? "the image has no setsid" : "the shell in the image does not answer");
    }
    return Object.assign(lane, { pid: answer.value });
  };
  const control = await open(parts.control);
  void control.lost.then(lose);

  const state = (): LaneState => ({
    lanes: [...lanes].map(({ pid }) => pid),
    // The container's init, its shell and the lanes.
    expected: active.size > 1 || opening.size > 0 || isDirty ? -1 : lanes.size + 2,
  });
  // One command at a time for the container's own shell.
  let commands: Promise<unknown> = Promise.resolve();
  const command = (code: (nonce: string) => string): Promise<LaneAnswer | undefined> => {
    const answer = commands.then(() => obeys(control.ask(code)));
    commands = answer;
    return answer;
  };
  const addLane = async (): Promise<OpenLane> => {
    // Whatever belongs to nobody is ended meanwhile, and a shell belongs to nobody until it is known.
    while (purging) await purging;
    const opened = parts.openShell().then(open);
    opening.add(opened);
    try {
      const lane = await opened;
      lanes.add(lane);
      active.add(lane);
      void lane.lost.then((because) => lanes.delete(lane) && lose(because));
      return lane;
    } finally {
      opening.delete(opened);
    }
  };
  const retire = (lane: OpenLane): void => {
    lanes.delete(lane);
    lane.close();
    void command((nonce) => closeInLane(nonce, lane.pid));
  };
  /** Ends what calls left behind, when it cannot belong to one that runs. */
  const clean = async (lane: OpenLane): Promise<void> => {
    // A shell that is being opened looks like a stray.
    while (opening.size > 0) await Promise.allSettled(opening);
    if (active.size > 1) {
      const seen = await obeys(lane.ask((nonce) => lookInLane(nonce, state())));
      if (seen?.value === 0) {
        isDirty = false;
        return;
      }
      isDirty = true;
      return retire(lane);
    }
    isDirty = false;
    const left = obeys(lane.ask((nonce) => purgeInLane(nonce, state())));
    purging = left;
    const answer = await left;
    purging = undefined;
    if (answer?.value !== 0) lose("processes of a call could not be ended");
  };
  const kill = async (lane: OpenLane, ended: Promise<unknown>): Promise<void> => {
    const left = await command((nonce) => finishInLane(nonce, lane.pid, state()));
    if (left?.value !== 0) return lose("a call did not end when it was killed");
    if ((await obeys(ended.then(() => ({ value: 0, strays: false })))) === undefined) lose("a call did not end");
  };
  const begin = (lane: OpenLane, call: Call): RunningCall => {
    const onData = ({ stream, data }: Frame): void => call.onData(stream, data);
    const answered = lane.ask((nonce) => runInLane(nonce, call, state()), onData);
    const ended = answered.then(
      async ({ value, strays }) => {
        if (strays || isDirty) await clean(lane);
        active.delete(lane);
        return value;
      },
      (error: Error) => {
        active.delete(lane);
        throw lostCell(error.message);
      },
    );
    ended.catch(() => {});
    return {
      ended,
      terminate: () => void command((nonce) => askInLane(nonce, lane.pid, state())),
      kill: () => void kill(lane, answered),
    };
  };
  return {
    id: parts.id,
    lost: gone.promise,
    async start(call) {
      if (isLost) throw lostCell("it is gone");
      const idle = [...lanes].find((lane) => !active.has(lane));
      if (idle) active.add(idle);
      const lane = idle ?? (await addLane());
      if (isLost) throw lostCell("it is gone");
      return begin(lane, call);
    },
    stop() {
      lose("it was stopped");
      return stop();
    },
  };
}
