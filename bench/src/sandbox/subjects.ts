import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { PassThrough } from "node:stream";
import {
  createBubblewrapEngine,
  createDockerEngine,
  createSandboxes,
  importImage,
  type Sandbox,
  type Sandboxes,
} from "@moltbot/sandbox";
import Docker from "dockerode";
import { makeBusyboxSystem, startDocker } from "../../../test/support/docker.ts";

/** What is measured. */
export interface Subjects {
  readonly docker: Docker;
  /** Id of the image that Docker sandboxes are made from. */
  readonly image: string;
  readonly sandboxes: Sandboxes;
  open(name: string, engine: "docker" | "bubblewrap"): Promise<Sandbox>;
  close(): Promise<void>;
}

/** An engine of its own, with an image of busybox and both kinds of sandboxes. */
export async function startSubjects(): Promise<Subjects> {
  const own = await startDocker();
  const system = await makeBusyboxSystem();
  const docker = new Docker({ socketPath: own.socket });
  const image = await importImage(docker, { file: system.tar, kind: "rootfs", tag: "bench:1", shell: system.shell });
  const root = await mkdtemp(join(tmpdir(), "moltbot-bench-"));
  await chmod(root, 0o711);
  const engines = [createDockerEngine({ docker, image }), createBubblewrapEngine({ rootfs: system.rootfs })];
  const sandboxes = createSandboxes({ engines, root, owner: "bench" });
  return {
    docker,
    image,
    sandboxes,
    open: (name, engine) => sandboxes.open(name, { workspaceAccess: "none", engine }),
    async close() {
      await sandboxes.close();
      await own.stop();
      await system.remove();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** One `docker exec` as anybody would write it with dockerode: start, read both streams to their end, ask for the status. */
export async function bareExec(container: Docker.Container): Promise<void> {
  const exec = await container.exec({ Cmd: ["true"], AttachStdout: true, AttachStderr: true, Env: ["A=1"] });
  const stream = await exec.start({ hijack: true, stdin: false });
  const sink = new PassThrough().resume();
  container.modem.demuxStream(stream, sink, sink);
  await new Promise((resolve) => stream.once("end", resolve));
  if ((await exec.inspect()).ExitCode !== 0) throw new Error("it did not end well");
}

/** The floor: a shell in the same container that answers a line, with nothing that tells one call from the next. */
export async function openPipe(container: Docker.Container): Promise<() => Promise<void>> {
  const exec = await container.exec({ Cmd: ["sh"], AttachStdin: true, AttachStdout: true, AttachStderr: true });
  const stream: Duplex = await exec.start({ hijack: true, stdin: true });
  return () =>
    new Promise((resolve) => {
      stream.once("data", () => resolve());
      stream.write("echo\n");
    });
}
