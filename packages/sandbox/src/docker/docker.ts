import type { Duplex } from "node:stream";
import { type Clock, type Random, systemClock, systemRandom } from "@moltbot/core";
import Docker from "dockerode";
import type { Cell, CellSpec, EngineHealth, SandboxEngine } from "../engine.ts";
import { askEngine, engineTrouble, statusOf } from "./api.ts";
import { openCell } from "./cell.ts";
import { createOptions, labels, sandboxNetwork } from "./create-options.ts";
import { defaultImage, findImage } from "./image.ts";

/** How the Docker engine is reached. */
export interface DockerEngineOptions {
  /** A client of `dockerode`; the local socket, or what `DOCKER_HOST` says, unless told. */
  readonly docker?: Docker;
  /** Image of sandboxes that name none. */
  readonly image?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** How long the engine may take to answer: 30000 unless told. */
  readonly answerMs?: number;
}

interface Parts {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly random: Random;
  readonly answerMs: number;
}

/** Sandboxes as containers of Docker, hardened; each keeps a shell that starts programs without asking the engine. */
export function createDockerEngine(o: DockerEngineOptions = {}): SandboxEngine {
  const parts: Parts = {
    docker: o.docker ?? new Docker(),
    clock: o.clock ?? systemClock,
    random: o.random ?? systemRandom,
    answerMs: o.answerMs ?? 30_000,
  };
  return {
    name: "docker",
    probe: () => probe(parts),
    lacks: (image) => lacks(parts, image ?? o.image ?? defaultImage),
    create: (spec) => create(parts, { ...spec, image: spec.image ?? o.image ?? defaultImage }),
    removeLeftovers: (owner, keep) => removeLeftovers(parts, owner, keep),
  };
}

async function probe(parts: Parts): Promise<EngineHealth> {
  try {
    const info: unknown = await askEngine(parts, "say what it is", parts.docker.info());
    const { ServerVersion: version = "unknown", ...features } = info as Record<string, unknown> & {
      ServerVersion?: string;
    };
    const wanted = { MemoryLimit: "memory", PidsLimit: "processes", CpuCfsQuota: "processor time" };
    const missing = Object.entries(wanted).filter(([feature]) => features[feature] === false);
    return { ok: true, version, notes: missing.map(([, what]) => `this engine cannot limit ${what}`) };
  } catch (error) {
    const { message, hint = "" } = engineTrouble("answer", error);
    return { ok: false, because: message, hint };
  }
}

async function lacks(parts: Parts, image: string): Promise<{ because: string; hint: string } | undefined> {
  try {
    await findImage(parts.docker, parts, image);
    return undefined;
  } catch (error) {
    const { message, hint = "" } = engineTrouble("look for an image", error);
    return { because: message, hint };
  }
}

async function create(parts: Parts, spec: CellSpec & { readonly image: string }): Promise<Cell> {
  const { docker, clock, random } = parts;
  const image = await findImage(docker, parts, spec.image);
  if (spec.network === "bridge") await ensureNetwork(parts);
  const name = `moltbot-sbx-${spec.slug}-${Buffer.from(random(4)).toString("hex")}`;
  const options = createOptions(spec, { name, image: image.id, shell: image.shell });
  const made = docker.createContainer(options);
  // When we gave up waiting, it may still come.
  let gaveUp = false;
  made.then((late) => (gaveUp ? remove(parts, late.id) : undefined)).catch(() => {});
  const container = await askEngine(parts, "make a container", made).catch((error: unknown) => {
    gaveUp = true;
    throw error;
  });
  try {
    const io = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    const control = (await askEngine(parts, "attach to a container", container.attach(io))) as unknown as Duplex;
    control.on("error", () => {});
    await askEngine(parts, "start a container", container.start());
    return await openCell({
      id: container.id,
      control,
      openShell: () => openShell(parts, container, image.shell),
      remove: () => remove(parts, container.id),
      clock,
      random,
    });
  } catch (error) {
    await remove(parts, container.id).catch(() => {});
    throw engineTrouble("start a sandbox", error);
  }
}

async function openShell(parts: Parts, container: Docker.Container, shell: string): Promise<Duplex> {
  const options = { Cmd: [shell], AttachStdin: true, AttachStdout: true, AttachStderr: true, Privileged: false };
  const exec = await askEngine(parts, "prepare a shell", container.exec(options));
  return askEngine(parts, "start a shell", exec.start({ hijack: true, stdin: true }));
}

/** Kills and removes it, with the volumes that nobody asked for. Gone already is fine. */
async function remove(parts: Parts, id: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await askEngine(parts, "remove a container", removed(parts.docker.getContainer(id)));
    } catch (error) {
      if (tries >= 2) throw error;
      continue;
    }
    return;
  }
}

/** Removes it, or waits for a removal that is under way. */
async function removed(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (statusOf(error) === 409) await container.wait({ condition: "removed" }).catch(unlessGone);
    else unlessGone(error);
  }
}

function unlessGone(error: unknown): void {
  if (statusOf(error) !== 404) throw error;
}

async function removeLeftovers(parts: Parts, owner: string, keep: ReadonlySet<string>): Promise<number> {
  const filters = { label: [`${labels.owner}=${owner}`] };
  const found = await askEngine(
    parts,
    "list containers",
    parts.docker.listContainers({ all: true, filters: JSON.stringify(filters) }),
  );
  const left = found.filter(({ Id, Labels }) => Labels[labels.owner] === owner && !keep.has(Id));
  for (const { Id } of left) await remove(parts, Id);
  return left.length;
}

async function ensureNetwork(parts: Parts): Promise<void> {
  const options = {
    Name: sandboxNetwork,
    Driver: "bridge",
    CheckDuplicate: true,
    Options: { "com.docker.network.bridge.enable_icc": "false" },
    Labels: { [labels.owner]: "all" },
  };
  const exists = parts.docker.getNetwork(sandboxNetwork).inspect();
  await askEngine(
    parts,
    "make the network of sandboxes",
    exists.catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      return parts.docker.createNetwork(options);
    }),
  );
}
