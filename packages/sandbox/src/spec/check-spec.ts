import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { canonicalJson, MoltbotError } from "@moltbot/core";
import type { CellSpec, EngineName, Mount } from "../engine.ts";
import { defaultLimits, type SandboxLimits } from "../limits.ts";
import { checkBind, coveredBy } from "./check-bind.ts";
import { checkEnv } from "./check-env.ts";
import { realPath } from "./real-path.ts";
import type { SandboxSpec } from "./spec.ts";

/** A specification that an engine can work from. */
export interface CheckedSpec extends Omit<CellSpec, "owner" | "slug"> {
  readonly engine: EngineName | "auto";
  readonly env: Readonly<Record<string, string>>;
  readonly pruneMs: number;
}

/** What a specification is checked against. */
export interface SpecRules {
  /** The scope's own directory on the host. */
  readonly workspace: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly bindRoots?: readonly string[];
  readonly guarded: readonly string[];
}

/** @throws MoltbotError `invalid` on what would open the host, or cannot work */
export async function checkSpec(spec: SandboxSpec, rules: SpecRules): Promise<CheckedSpec> {
  const limits = checkLimits({ ...defaultLimits, ...spec.limits });
  const network = spec.network ?? "none";
  if (network !== "none" && network !== "bridge") throw invalid(`a sandbox cannot join the network "${network}"`);
  if (!["none", "ro", "rw"].includes(spec.workspaceAccess)) throw invalid("workspaceAccess is none, ro or rw");
  const image = spec.image;
  if (image !== undefined && !/^[A-Za-z0-9][\w./:@-]{0,255}$/.test(image)) throw invalid("this cannot name an image");
  const mounts: Mount[] = [{ source: rules.workspace, target: "/workspace", writable: true }];
  const agent = await agentMount(spec, rules);
  if (agent) mounts.push(agent);
  const guarded = [...rules.guarded, ...(agent?.writable ? [agent.source] : [])];
  for (const bind of spec.binds ?? []) {
    const mount = await checkBind(bind, { guarded, ...(rules.bindRoots && { roots: rules.bindRoots }) });
    if (mounts.some(({ target }) => target === mount.target)) throw invalid(`two mounts at ${mount.target}`);
    mounts.push(mount);
  }
  const engine = spec.engine ?? "docker";
  const made = { network, limits, mounts, user: rules.user, ...(image && { image }) };
  const hash = createHash("sha256")
    .update(canonicalJson({ ...made, engine }))
    .digest("hex");
  const pruneMinutes = spec.pruneMinutes ?? 60;
  if (!(pruneMinutes >= 0 && pruneMinutes <= 525_600)) throw invalid("pruneMinutes is a number from 0 to 525600");
  return { ...made, engine, hash, env: checkEnv(spec.env ?? {}), pruneMs: pruneMinutes * 60_000 };
}

/** The agent's files: they exist, and whoever runs inside may reach them as promised. */
async function agentMount(spec: SandboxSpec, { user, guarded }: SpecRules): Promise<Mount | undefined> {
  if (spec.workspaceAccess === "none") return undefined;
  const source = spec.agentWorkspace;
  if (source === undefined || !isAbsolute(source))
    throw invalid("ro and rw need the agent's workspace as an absolute path");
  const writable = spec.workspaceAccess === "rw";
  const { path, exists } = await realPath(source);
  if (!exists) throw invalid("the agent's workspace does not exist");
  const trouble = path === "/" ? "would open the host to the sandbox" : await coveredBy(path, guarded);
  if (trouble) throw invalid(`the agent's workspace ${trouble}`);
  const info = await stat(path);
  if (!info.isDirectory()) throw invalid("the agent's workspace is not a directory");
  const isOwner = info.uid === user.uid;
  const isGroup = info.gid === user.gid;
  const bits = (info.mode >> (isOwner ? 6 : isGroup ? 3 : 0)) & 7;
  const needed = writable ? 7 : 5;
  if ((bits & needed) !== needed) {
    throw new MoltbotError("invalid", `the sandbox's user ${user.uid} may not use the agent's workspace`, {
      hint: `Give it away: chown -R ${user.uid}:${user.gid} ${path}`,
    });
  }
  return { source: path, target: "/agent", writable };
}

function checkLimits(limits: SandboxLimits): SandboxLimits {
  const ranges: Record<keyof SandboxLimits, readonly [number, number]> = {
    memoryMb: [16, 1_048_576],
    cpus: [0.1, 256],
    // Its own processes need eight.
    pids: [8, 65_536],
    outputKb: [1, 1_048_576],
    timeoutMs: [1, 86_400_000],
    diskMb: [1, 1_048_576],
    tmpMb: [1, 65_536],
  };
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value: unknown = limits[name as keyof SandboxLimits];
    if (typeof value !== "number" || !(value >= least && value <= most)) {
      throw invalid(`the limit ${name} is a number from ${least} to ${most}`);
    }
  }
  return limits;
}

const invalid = (message: string): MoltbotError => new MoltbotError("invalid", message);
