import { access, constants } from "node:fs/promises";
import { arch, getuid } from "node:process";
import { type Clock, MoltbotError, messageOf, type Random, systemClock, systemRandom } from "@moltbot/core";
import type { Cell, CellSpec, EngineHealth, SandboxEngine } from "../engine.ts";
import { unavailable } from "../trouble.ts";
import { bubblewrapArguments, hostSystem, ownSystem } from "./arguments.ts";
import { openCell } from "./cell.ts";
import { seccompFilter } from "./seccomp.ts";
import { findShell } from "./shell.ts";
import { descriptors, type Setup } from "./warm-lane.ts";

/** How bubblewrap is used. */
export interface BubblewrapOptions {
  /** Path of `bwrap`; the usual places unless told. */
  readonly program?: string;
  /** A root file system to run in; the host's programs and libraries, read-only, unless told. */
  readonly rootfs?: string;
  readonly clock?: Clock;
  readonly random?: Random;
}

const places = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];

/**
 * Sandboxes without a daemon: each call has namespaces to itself, which are kept warm, and nothing stays between calls but
 * files. Limits hold for a call; processors are shared without one.
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
    const setup: Setup = {
      program: await findProgram(o.program),
      shell: await findShell(o.rootfs ?? "/"),
      spec,
      args: bubblewrapArguments(spec, system, descriptors.shell),
      filter: seccompFilter(arch),
      ...(getuid?.() === 0 && { as: spec.user }),
      clock,
      random: o.random ?? systemRandom,
    };
    return openCell(setup);
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

async function probe(create: (spec: CellSpec) => Promise<Cell>): Promise<EngineHealth> {
  const limits = { memoryMb: 64, cpus: 1, pids: 16, outputKb: 1, timeoutMs: 1000, diskMb: 1, tmpMb: 1 };
  const user = { uid: 65_534, gid: 65_534 };
  const notes = ["it cannot limit processor time", "memory and processes are limited for each call"];
  try {
    const cell = await create({ owner: "probe", slug: "probe", hash: "", network: "none", limits, mounts: [], user });
    await cell.stop();
    return { ok: true, version: "bubblewrap", notes };
  } catch (error) {
    const hint = error instanceof MoltbotError ? error.hint : undefined;
    return { ok: false, because: messageOf(error), hint: hint ?? "Use the engine docker." };
  }
}
