import { createHash } from "node:crypto";
import { chmod, mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { runPlan } from "@moltbot/command-policy/run";
import type { SandboxSettings } from "@moltbot/config";
import type { Random } from "@moltbot/core";
import { createHostFiles } from "./host-files.ts";
import { hostFingerprint } from "./host-fingerprint.ts";
import type { Workplace } from "./workplace.ts";

/** What a place on the host is made of. */
export interface HostParts {
  readonly stateDir: string;
  readonly installation: string;
  readonly random: Random;
  /** Variables that the host offers; commands see those that their plan names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: SandboxSettings["limits"];
}

/** A session's own directory on the host, for sessions that no sandbox holds: the owner's direct chat (SPEC R8.1). */
export async function hostWorkplace(o: HostParts, session: string): Promise<Workplace> {
  const cwd = await directoryOf(o.stateDir, session);
  return {
    where: "host",
    cwd,
    files: async () => createHostFiles(cwd, o.random),
    async run(plan, { signal }) {
      const { timeoutMs, outputKb } = o.limits;
      const result = await runPlan(plan, {
        cwd,
        workspace: cwd,
        env: o.env,
        timeoutMs,
        outputBytes: outputKb * 1024,
        signal,
        expectDigest: plan.digest,
      });
      if (result.status === "refused") return result;
      const { status, stdout, stderr, truncated } = result;
      const code = result.status === "exited" ? { code: result.code } : {};
      return { status, ...code, stdout, stderr, dropped: truncated.stdout + truncated.stderr };
    },
    fingerprint: async (plan, commands) => ({
      installation: o.installation,
      ...(await hostFingerprint(plan, commands, cwd)),
    }),
  };
}

/** Made with mode 0700. Its name is readable, and unlike that of any other session. */
async function directoryOf(stateDir: string, session: string): Promise<string> {
  const readable = session
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 24)
    .replace(/^-|-$/g, "");
  const digest = createHash("sha256").update(session).digest("hex").slice(0, 24);
  const path = join(stateDir, "workspaces", `${readable}-${digest}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return realpath(path);
}
