import { createHash } from "node:crypto";
import type { Sandbox } from "@moltbot/sandbox";
import type { GatewaySandboxes } from "../../sandbox/gateway-sandboxes.ts";
import type { WorkspaceUser } from "../../workspaces/places.ts";
import { operandsOf } from "./operands.ts";
import type { Workplace } from "./workplace.ts";

/** Where commands start inside. */
const workspace = "/workspace";

/** The sandbox of a session as a place to work. */
export function sandboxWorkplace(sandboxes: GatewaySandboxes, user: () => WorkspaceUser): Workplace {
  return {
    where: "sandbox",
    cwd: workspace,
    files: async () => (await sandboxes.open(user)).files,
    async run(plan, { signal }) {
      const sandbox = await sandboxes.open(user);
      const { truncated, ...rest } = await sandbox.run({ command: plan }, { signal });
      return { ...rest, dropped: truncated.stdout + truncated.stderr };
    },
    async fingerprint(plan, commands) {
      const sandbox = await sandboxes.open(user);
      const digests: Record<string, string> = {
        installation: sandboxes.installation,
        ...(await sandboxes.fingerprint(user())),
      };
      for (const { path } of operandsOf(plan, commands, workspace)) {
        const digest = await fileDigest(sandbox, path);
        if (digest !== undefined) digests[`file ${path}`] = digest;
      }
      return digests;
    },
  };
}

/** Of a file that is there now. Programs and what else is outside the workspace belong to the image. */
async function fileDigest(sandbox: Sandbox, path: string): Promise<string | undefined> {
  const found = await sandbox.files.read(path);
  if (found.status === "read") return createHash("sha256").update(found.bytes).digest("hex");
  if (found.reason === "not_found" || found.reason === "outside") return undefined;
  if (found.reason !== "link" && found.reason !== "hard_link" && found.reason !== "too_large") return found.reason;
  // The file tools go through no link, but the program will.
  const sum = await sandbox.run({ command: ["sha256sum", "--", path], timeoutMs: 20_000, outputBytes: 8192 });
  const digest = /^\\?([0-9a-f]{64}) /.exec(sum.stdout)?.[1];
  return `${found.reason} ${digest ?? ""}`.trim();
}
