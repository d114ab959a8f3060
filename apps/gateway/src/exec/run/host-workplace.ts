import { runPlan } from "@moltbot/command-policy/run";
import type { SandboxSettings } from "@moltbot/config";
import type { Random } from "@moltbot/core";
import { createHostFiles } from "./host-files.ts";
import { hostFingerprint } from "./host-fingerprint.ts";
import type { Workplace } from "./workplace.ts";

/** What a place on the host is made of. */
export interface HostParts {
  /** The session's own directory: absolute, made, and closed to others. */
  readonly cwd: string;
  readonly installation: string;
  readonly random: Random;
  /** Variables that the host offers; commands see those that their plan names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limits: SandboxSettings["limits"];
}

/** A session's own directory on the host, for sessions that no sandbox holds: the owner's direct chat (SPEC R8.1). */
export function hostWorkplace(o: HostParts): Workplace {
  const { cwd } = o;
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
