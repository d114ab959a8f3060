import type { Call, Cell, RunningCall } from "../engine.ts";
import type { Frame } from "../lane/lane.ts";
import { obeys } from "../lane/obeys.ts";
import { lostCell } from "../trouble.ts";
import {
  addLane,
  type Container,
  type ContainerParts,
  command,
  lose,
  type OpenLane,
  openContainer,
  removeContainer,
  stateOf,
} from "./container.ts";
import { askInLane, closeInLane, finishInLane, lookInLane, purgeInLane, runInLane } from "./lane-script.ts";

/** A container with a shell that stays and lanes for calls: one call at a time in each, made when they are needed. */
export async function openCell(parts: ContainerParts): Promise<Cell> {
  const container = await openContainer(parts);
  return {
    id: parts.id,
    lost: container.gone.promise,
    async start(call) {
      if (container.isLost) throw lostCell("it is gone");
      const idle = [...container.lanes].find((lane) => !container.active.has(lane));
      if (idle) container.active.add(idle);
      const lane = idle ?? (await addLane(container));
      if (container.isLost) throw lostCell("it is gone");
      return begin(container, lane, call);
    },
    stop() {
      lose(container, "it was stopped");
      return removeContainer(container);
    },
  };
}

function begin(container: Container, lane: OpenLane, call: Call): RunningCall {
  const { active } = container;
  const onData = ({ stream, data }: Frame): void => call.onData(stream, data);
  const answered = lane.ask((nonce) => runInLane(nonce, call, stateOf(container)), onData);
  const ended = answered.then(
    async ({ value, strays }) => {
      if (strays || container.isDirty) await clean(container, lane);
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
    terminate: () => void command(container, (nonce) => askInLane(nonce, lane.pid, stateOf(container))),
    kill: () => void kill(container, lane, answered),
  };
}

/** Ends what calls left behind, when it cannot belong to one that runs. */
async function clean(container: Container, lane: OpenLane): Promise<void> {
  const { clock } = container.parts;
  // A shell that is being opened looks like a stray.
  while (container.opening.size > 0) await Promise.allSettled(container.opening);
  if (container.active.size > 1) {
    const seen = await obeys(
      clock,
      lane.ask((nonce) => lookInLane(nonce, stateOf(container))),
    );
    container.isDirty = seen?.value !== 0;
    if (container.isDirty) retire(container, lane);
    return;
  }
  container.isDirty = false;
  const purged = obeys(
    clock,
    lane.ask((nonce) => purgeInLane(nonce, stateOf(container))),
  );
  container.purging = purged;
  const left = await purged;
  container.purging = undefined;
  if (left?.value !== 0) lose(container, "processes of a call could not be ended");
}

/** A stray may still write into its streams: nobody reads them any more. */
function retire(container: Container, lane: OpenLane): void {
  container.lanes.delete(lane);
  lane.close();
  void command(container, (nonce) => closeInLane(nonce, lane.pid));
}

async function kill(container: Container, lane: OpenLane, answered: Promise<unknown>): Promise<void> {
  const left = await command(container, (nonce) => finishInLane(nonce, lane.pid, stateOf(container)));
  if (left?.value !== 0) return lose(container, "a call did not end when it was killed");
  const isOver = await obeys(
    container.parts.clock,
    answered.then(() => true),
  );
  if (!isOver) lose(container, "a call did not end");
}
