import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@moltbot/config";
import { messageOf, newToken, plainText, systemClock, systemRandom } from "@moltbot/core";
import { createSandboxes, type Sandbox, type SandboxEngine, type SandboxSpec } from "@moltbot/sandbox";
import { gatewayEngines } from "./engines.ts";
import { sandboxSpec, specDigest } from "./sandbox-spec.ts";

const patienceMs = 15_000;

/**
 * Makes one sandbox of every kind that these agents have, writes a file in it, reads it back with a program inside, and
 * removes it again. Answers what went wrong, by agent; agents whose sandboxes work are not in it.
 */
export async function testSandboxes(
  config: Config,
  agents: readonly string[],
  o: { readonly stateDir: string; readonly engines?: readonly SandboxEngine[] },
): Promise<ReadonlyMap<string, string>> {
  const [clock, random] = [systemClock, systemRandom];
  const root = await mkdtemp(join(tmpdir(), "moltbot-doctor-"));
  // Who runs inside may be somebody else, who has to get there.
  await chmod(root, 0o711);
  const engines = o.engines ?? gatewayEngines({ clock, random });
  const owner = `doctor-${newToken(random, 12)}`;
  const sandboxes = createSandboxes({ engines, root: join(root, "sandboxes"), owner, clock, random });
  const known = new Map<string, string | undefined>();
  const failed = new Map<string, string>();
  try {
    for (const agent of agents) {
      // The agent's own files are left alone.
      const { agentWorkspace: _files, ...own } = await sandboxSpec(config, agent, root);
      const spec: SandboxSpec = { ...own, workspaceAccess: "none" };
      const kind = specDigest(spec);
      if (!known.has(kind)) known.set(kind, await tryOne(() => sandboxes.open(kind, spec)));
      const trouble = known.get(kind);
      if (trouble !== undefined) failed.set(agent, trouble);
    }
  } finally {
    await sandboxes.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
  return failed;
}

/** `undefined`: what was written inside was read back by a program inside. */
async function tryOne(open: () => Promise<Sandbox>): Promise<string | undefined> {
  const text = newToken(systemRandom, 16);
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const sandbox = await open();
    const written = await sandbox.files.write("self-test", text, { signal });
    if (written.status !== "written") return `a file could not be written inside: ${written.reason}`;
    const ran = await sandbox.run({ command: ["cat", "self-test"], timeoutMs: patienceMs }, { signal });
    if (ran.status !== "exited") return `a program inside did not end: ${ran.status}`;
    if (ran.code !== 0) return `a program inside failed with ${ran.code}: ${plainText(ran.stderr, 200)}`;
    return ran.stdout === text ? undefined : "a program inside read something else than was written";
  } catch (error) {
    return `no sandbox could be used: ${plainText(messageOf(error), 300)}`;
  }
}
