import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { agentSettings, type Config } from "@moltbot/config";
import { canonicalJson } from "@moltbot/core";
import type { SandboxSpec } from "@moltbot/sandbox";

/** What the sandboxes of an agent are like, as the config says; nothing of it comes from a chat (SPEC R8.4). */
export async function sandboxSpec(config: Config, agentId: string, stateDir: string): Promise<SandboxSpec> {
  const { sandbox, workspace } = agentSettings(config, agentId);
  const { mode: _mode, scope: _scope, env, ...rest } = sandbox;
  const values = Object.entries(env).map(([name, secret]) => [name, secret.reveal()]);
  return {
    ...rest,
    env: Object.fromEntries(values),
    ...(rest.workspaceAccess === "none" ? {} : { agentWorkspace: await agentFiles(stateDir, agentId, workspace) }),
  };
}

/** The agent's own files: the directory that the config names, else one beside the state. */
async function agentFiles(stateDir: string, agentId: string, workspace: string | undefined): Promise<string> {
  if (workspace !== undefined) return isAbsolute(workspace) ? workspace : join(stateDir, workspace);
  const path = join(stateDir, "agents", agentId);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** A digest of everything in it, values of variables included. */
export function specDigest(spec: SandboxSpec): string {
  return createHash("sha256")
    .update(canonicalJson(JSON.parse(JSON.stringify(spec))))
    .digest("hex");
}
