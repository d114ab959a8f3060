import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";
import { makeBusyboxSystem, type OwnDocker, startDocker } from "../../../test/support/docker.ts";
import {
  createDockerEngine,
  createSandboxes,
  importImage,
  type SandboxEngine,
  type SandboxesOptions,
} from "../src/index.ts";
import type { OpenedSandboxes } from "../src/testing.ts";

/** Who runs inside in tests that are root. */
export const inside = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0);

let count = 0;

/** Sandboxes on an engine with directories of their own. */
export async function openOn(
  engine: SandboxEngine,
  o: Partial<SandboxesOptions> = {},
): Promise<OpenedSandboxes & { root: string }> {
  const root = await mkdtemp(join(tmpdir(), "moltbot-sbx-"));
  const directories = [root];
  const owner = `test-${process.pid}-${++count}`;
  // Passing through is all that the user inside may do on the way to its workspace.
  await chmod(root, 0o711);
  const sandboxes = createSandboxes({ engines: [engine], root, owner, killAfterMs: 300, ...o });
  return {
    sandboxes,
    engine: engine.name,
    root,
    async directory() {
      const path = await mkdtemp(join(tmpdir(), "moltbot-dir-"));
      directories.push(path);
      await chown(path, inside, inside);
      return path;
    },
    async close() {
      await sandboxes.close();
      for (const path of directories) await rm(path, { recursive: true, force: true });
    },
  };
}

/** A Docker engine of its own with the image of busybox. */
export interface TestDocker extends OwnDocker {
  readonly docker: Docker;
  readonly image: string;
  readonly engine: SandboxEngine;
}

/** Starts one. */
export async function testDocker(o: { data?: string } = {}): Promise<TestDocker> {
  const own = await startDocker(o);
  const docker = new Docker({ socketPath: own.socket });
  const system = await makeBusyboxSystem();
  const image = await importImage(docker, {
    file: system.tar,
    kind: "rootfs",
    tag: "busybox:test",
    shell: system.shell,
  });
  await system.remove();
  return { ...own, docker, image, engine: createDockerEngine({ docker, image }) };
}
