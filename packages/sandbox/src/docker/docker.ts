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
}

interface Parts {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly random: Random;
}

/** Sandboxes as containers of Docker, hardened; each keeps a shell that starts programs without asking the engine. */
export function createDockerEngine(o: DockerEngineOptions = {}): SandboxEngine {
  const parts: Parts = {
    docker: o.docker ?? new Docker(),
    clock: o.clock ?? systemClock,
    random: o.random ?? systemRandom,
  };
  return {
    name: "docker",
    probe: () => probe(parts),
    create: (spec) => create(parts, { ...spec, image: spec.image ?? o.image ?? defaultImage }),
    removeLeftovers: (owner, keep) => removeLeftovers(parts, owner, keep),
  };
}

async function probe({ docker, clock }: Parts): Promise<EngineHealth> {
  try {
    const info: unknown = await askEngine(clock, "say what it is", docker.info());
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

async function create(parts: Parts, spec: CellSpec & { readonly image: string }): Promise<Cell> {
  const { docker, clock, random } = parts;
  const image = await findImage(docker, clock, spec.image);
  if (spec.network === "bridge") await ensureNetwork(parts);
  const name = `moltbot-sbx-${spec.slug}-${Buffer.from(random(4)).toString("hex")}`;
  const options = createOptions(spec, { name, image: image.id, shell: image.shell });
  const made = docker.createContainer(options);
  // When we gave up waiting, it may still come.
  let gaveUp = false;
  made.then((late) => (gaveUp ? remove(parts, late.id) : undefined)).catch(() => {});
  const container = await askEngine(clock, "make a container", made).catch((error: unknown) => {
    gaveUp = true;
    throw error;
  });
  try {
    const io = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    const control = (await askEngine(clock, "attach to a container", container.attach(io))) as unknown as Duplex;
    control.on("error", () => {});
    await askEngine(clock, "start a container", container.start());
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

async function openShell({ docker, clock }: Parts, container: Docker.Container, shell: string): Promise<Duplex> {
  const options = { Cmd: [shell], AttachStdin: true, AttachStdout: true, AttachStderr: true, Privileged: false };
  const exec = await askEngine(clock, "prepare a shell", docker.getContainer(container.id).exec(options));
  return askEngine(clock, "start a shell", exec.start({ hijack: true, stdin: true }));
}

/** Kills and removes it, with the volumes that nobody asked for. Gone already is fine. */
async function remove({ docker, clock }: Parts, id: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await askEngine(
        clock,
        "remove a container",
        swallowGone(docker.getContainer(id).remove({ force: true, v: true })),
      );
    } catch (error) {
      if (tries >= 2) throw error;
      continue;
    }
    return;
  }
}

async function swallowGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    // 404: gone; 409: its removal is under way.
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}

async function removeLeftovers(parts: Parts, owner: string, keep: ReadonlySet<string>): Promise<number> {
  const filters = { label: [`${labels.owner}=${owner}`] };
  const found = await askEngine(
    parts.clock,
    "list containers",
    parts.docker.listContainers({ all: true, filters: JSON.stringify(filters) }),
  );
  const left = found.filter(({ Id, Labels }) => Labels[labels.owner] === owner && !keep.has(Id));
  for (const { Id } of left) await remove(parts, Id);
  return left.length;
}

async function ensureNetwork({ docker, clock }: Parts): Promise<void> {
  const options = {
    Name: sandboxNetwork,
    Driver: "bridge",
    CheckDuplicate: true,
    Options: { "com.docker.network.bridge.enable_icc": "false" },
    Labels: { [labels.owner]: "all" },
  };
  const exists = docker.getNetwork(sandboxNetwork).inspect();
  await askEngine(
    clock,
    "make the network of sandboxes",
    exists.catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      return docker.createNetwork(options);
    }),
  );
}
