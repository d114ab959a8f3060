import { randomUUID } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { arch, getuid } from "node:process";
import { type Clock, MoltbotError, messageOf, systemClock } from "@moltbot/core";
import { deferred } from "../deferred.ts";
import type { Cell, CellSpec, EngineHealth, RunningCall, SandboxEngine } from "../engine.ts";
import { lostCell, unavailable } from "../trouble.ts";
import { bubblewrapArguments, hostSystem, ownSystem } from "./arguments.ts";
import { type Frame, startCall } from "./call.ts";
import { seccompFilter } from "./seccomp.ts";

/** How bubblewrap is used. */
export interface BubblewrapOptions {
  /** Path of `bwrap`; the usual places unless told. */
  readonly program?: string;
  /** A root file system to run in; the host's programs and libraries, read-only, unless told. */
  readonly rootfs?: string;
  readonly clock?: Clock;
}

const places = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];

/**
 * Sandboxes without a daemon: each call gets namespaces of its own and nothing stays between calls but files. Limits hold
 * for a call; processors are shared without one.
 */
export function createBubblewrapEngine(o: BubblewrapOptions = {}): SandboxEngine {
  const clock = o.clock ?? systemClock;
  const create = async (spec: CellSpec): Promise<Cell> => {
    if (spec.network !== "none") {
      throw new MoltbotError("invalid", "bubblewrap has no network of its own to give", {
        hint: "Use the engine docker.",
      });
    }
    const system = o.rootfs ? ownSystem(o.rootfs) : hostSystem();
    const frame: Frame = {
      program: await findProgram(o.program),
      spec,
      args: bubblewrapArguments(spec, system),
      filter: seccompFilter(arch),
      ...(getuid?.() === 0 && { as: spec.user }),
      clock,
    };
    const cell = openCell(frame);
    await tryOut(cell);
    return cell;
  };
  return {
    name: "bubblewrap",
    probe: () => probe(create),
    create,
    // What an earlier process started ended with it.
    removeLeftovers: async () => 0,
  };
}

async function findProgram(told: string | undefined): Promise<string> {
  for (const place of told ? [told] : places) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  throw unavailable("bubblewrap is not installed", "Install the package bubblewrap, or use the engine docker.");
}

function openCell(frame: Frame): Cell {
  const running = new Set<RunningCall>();
  const gone = deferred<string>();
  let isGone = false;
  return {
    id: randomUUID(),
    lost: gone.promise,
    async start(call) {
      if (isGone) throw lostCell("it is gone");
      const started = startCall(frame, call);
      running.add(started);
      const forget = (): boolean => running.delete(started);
      started.ended.then(forget, forget);
      return started;
    },
    async stop() {
      isGone = true;
      gone.resolve("it was stopped");
      const calls = [...running];
      for (const call of calls) call.kill();
      await Promise.allSettled(calls.map(({ ended }) => ended));
    },
  };
}

/** Whether it works at all here: a machine may forbid namespaces to its users. */
async function tryOut(cell: Cell): Promise<void> {
  let said = "";
  const note = (_: string, chunk: Buffer): void => {
    said += chunk.toString("utf8").slice(0, 500);
  };
  const call = await cell.start({ argv: ["true"], cwd: "/", env: {}, onData: note });
  const code = await call.ended;
  if (code !== 0) throw unavailable(`bubblewrap does not work here: ${said.trim()}`, "Use the engine docker.");
}

async function probe(create: (spec: CellSpec) => Promise<Cell>): Promise<EngineHealth> {
  const limits = { memoryMb: 64, cpus: 1, pids: 16, outputKb: 1, timeoutMs: 1000, diskMb: 1, tmpMb: 1 };
  const user = { uid: 65_534, gid: 65_534 };
  const notes = ["it cannot limit processor time", "memory and processes are limited for each call"];
  try {
    await create({ owner: "probe", slug: "probe", hash: "", network: "none", limits, mounts: [], user });
    return { ok: true, version: "bubblewrap", notes };
  } catch (error) {
    const hint = error instanceof MoltbotError ? error.hint : undefined;
    return { ok: false, because: messageOf(error), hint: hint ?? "Use the engine docker." };
  }
}
