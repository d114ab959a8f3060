import type { Duplex } from "node:stream";
import type { Clock, Random } from "@moltbot/core";
import { type Deferred, deferred } from "../deferred.ts";
import { createLane, type Lane, type LaneAnswer } from "../lane/lane.ts";
import { obeys } from "../lane/obeys.ts";
import { type LaneState, openLane } from "./lane-script.ts";
import { dockerWire } from "./wire.ts";

/** What a cell in a container is made of. */
export interface ContainerParts {
  readonly id: string;
  /** The stream of the container's own shell. */
  readonly control: Duplex;
  /** Starts one more shell in the container. */
  openShell(): Promise<Duplex>;
  remove(): Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
}

/** A lane that answered, with the pid of its shell. */
export interface OpenLane extends Lane {
  readonly pid: number;
}

/** A container while it is used. */
export interface Container {
  readonly parts: ContainerParts;
  /** The container's own shell: for what must be done to calls. */
  readonly control: OpenLane;
  readonly lanes: Set<OpenLane>;
  /** Lanes with a call in them. */
  readonly active: Set<OpenLane>;
  readonly opening: Set<Promise<OpenLane>>;
  readonly gone: Deferred<string>;
  isLost: boolean;
  /** Processes were seen that belonged to no call, while some ran. */
  isDirty: boolean;
  purging: Promise<unknown> | undefined;
  commands: Promise<unknown>;
  removal: Promise<void> | undefined;
}

/** Opens the container's own shell. */
export async function openContainer(parts: ContainerParts): Promise<Container> {
  const control = await open(parts, parts.control);
  const container: Container = {
    parts,
    control,
    lanes: new Set(),
    active: new Set(),
    opening: new Set(),
    gone: deferred<string>(),
    isLost: false,
    isDirty: false,
    purging: undefined,
    commands: Promise.resolve(),
    removal: undefined,
  };
  void control.lost.then((because) => lose(container, because));
  return container;
}

/** How long a shell may take to start, however busy the machine is. */
const startsWithinMs = 20_000;

async function open(parts: ContainerParts, stream: Duplex): Promise<OpenLane> {
  const lane = createLane(dockerWire(stream), parts.random);
  const answer = await obeys(parts.clock, lane.ask(openLane), startsWithinMs);
  if (answer === undefined || answer.value === 0) {
    lane.close();
    throw new Error(answer ? "the image has no setsid" : "the shell in the image does not answer");
  }
  return Object.assign(lane, { pid: answer.value });
}

/** Removes it; a removal that failed may be tried again. */
export function removeContainer(container: Container): Promise<void> {
  container.removal ??= container.parts.remove();
  container.removal.catch(() => {
    container.removal = undefined;
  });
  return container.removal;
}

/** Gives it up: every call in it fails, and nothing of it runs on. */
export function lose(container: Container, because: string): void {
  if (container.isLost) return;
  container.isLost = true;
  container.gone.resolve(because);
  container.control.close();
  for (const lane of container.lanes) lane.close();
  removeContainer(container).catch(() => {});
}

/** What the lanes must know about each other. */
export function stateOf({ lanes, active, opening, isDirty }: Container): LaneState {
  const isAlone = active.size <= 1 && opening.size === 0 && !isDirty;
  // The container's init, its shell and the lanes.
  return { lanes: [...lanes].map(({ pid }) => pid), expected: isAlone ? lanes.size + 2 : -1 };
}

/** Has the container's own shell do something, one thing at a time. */
export function command(container: Container, code: (nonce: string) => string): Promise<LaneAnswer | undefined> {
  const { control, parts } = container;
  const answer = container.commands.then(() => obeys(parts.clock, control.ask(code)));
  container.commands = answer;
  return answer;
}

/** Opens one more lane, for a call. */
export async function addLane(container: Container): Promise<OpenLane> {
  // Whatever belongs to nobody is ended meanwhile, and a shell belongs to nobody until it is known.
  while (container.purging !== undefined) await container.purging;
  const { lanes, active, opening, parts } = container;
  const opened = parts.openShell().then((stream) => open(parts, stream));
  opening.add(opened);
  try {
    const lane = await opened;
    lanes.add(lane);
    active.add(lane);
    void lane.lost.then((because) => lanes.delete(lane) && lose(container, because));
    return lane;
  } finally {
    opening.delete(opened);
  }
}
