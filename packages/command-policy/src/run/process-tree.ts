import { existsSync } from "node:fs";
import { kill, pid as self } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { hasOpen, hasVariable, listProcesses, type ProcessEntry, readProcess } from "./process-table.ts";

/** The processes of a run: those it started, and everything that came of them. */
export interface ProcessTree {
  /** Adds one that was started just now, as the leader of its own session. */
  add(pid: number): void;
  /** Those that run now: pids, or groups as negative numbers where the system has no `/proc`. */
  find(): readonly number[];
  /**
   * Ends all: `SIGTERM`, and `SIGKILL` to what is there `graceMs` later, again and again for what appears meanwhile.
   * Resolves with those that could not be ended.
   */
  end(graceMs: number): Promise<readonly number[]>;
}

/** How strays are told from other people's processes. */
export interface Traces {
  /** `NAME=value` in the environment of each. */
  readonly variable: string;
  /** What the names of the run's pipes begin with. */
  readonly pipes: string;
  /** Where the system lists processes: `/proc` unless told. */
  readonly proc?: string;
}

/** No processes yet. */
export function createProcessTree(traces: Traces): ProcessTree {
  const proc = traces.proc ?? "/proc";
  const known = new Map<number, number>();
  const hasProc = existsSync(`${proc}/self/stat`);
  const find = hasProc ? () => findStrays(known, { ...traces, proc }) : () => findGroups(known);
  return {
    add(pid) {
      known.set(pid, (hasProc ? readProcess(proc, pid)?.start : undefined) ?? 0);
    },
    find,
    end: (graceMs) => endAll(find, graceMs),
  };
}

/**
 * Everything that descends from known processes: their children, members of their sessions, and whoever carries a trace
 * although it left both. What is found becomes known, so that it leads to more, now and later.
 */
function findStrays(known: Map<number, number>, traces: Required<Traces>): number[] {
  const first = Math.min(...known.values());
  const table = listProcesses(traces.proc);
  if (table === undefined) return findGroups(known);
  const isKnown = (pid: number): boolean => known.has(pid) && known.get(pid) === table.get(pid)?.start;
  // The number of a session is not given away while it has members, but afterwards it may be.
  const inSession = ({ session }: ProcessEntry): boolean =>
    known.has(session) && (isKnown(session) || !table.has(session));
  const isOurs = (one: ProcessEntry): boolean =>
    isKnown(one.pid) ||
    isKnown(one.parent) ||
    inSession(one) ||
    hasVariable(traces.proc, one.pid, traces.variable) ||
    // A child of this very process that was just forked still has all that it has open.
    (one.parent !== self && hasOpen(traces.proc, one.pid, traces.pipes));
  let rest = [...table.values()].filter(({ pid, start }) => pid !== self && start >= first);
  for (let before = -1; before !== rest.length; ) {
    before = rest.length;
    rest = rest.filter((one) => {
      if (!isOurs(one)) return true;
      known.set(one.pid, one.start);
      return false;
    });
  }
  return [...known.keys()].filter((pid) => isKnown(pid) && table.get(pid)?.isGone === false);
}

function findGroups(known: ReadonlyMap<number, number>): number[] {
  return [...known.keys()].map((pid) => -pid).filter((group) => send(group, 0));
}

async function endAll(find: () => readonly number[], graceMs: number): Promise<readonly number[]> {
  const told = new Set<number>();
  let left = find();
  for (let waited = 0, pause = 5; left.length > 0 && waited < graceMs; waited += pause, pause = longer(pause)) {
    for (const pid of left) if (!told.has(pid)) send(pid, "SIGTERM");
    for (const pid of left) told.add(pid);
    await sleep(Math.min(pause, graceMs - waited));
    left = find();
  }
  for (let round = 0, pause = 2; left.length > 0 && round < killRounds; round++, pause = longer(pause)) {
    for (const pid of left) send(pid, "SIGKILL");
    await sleep(pause);
    left = find();
  }
  return left;
}

// About two seconds with the pauses between them.
const killRounds = 25;

function longer(pause: number): number {
  return Math.min(pause * 2, 100);
}

/** Whether the signal could be sent. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return kill(pid, signal);
  } catch {
    return false;
  }
}
