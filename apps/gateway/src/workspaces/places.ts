import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { agentSettings, type Config, declaredSessions } from "@moltbot/config";
import { formatPrincipal, type Principal } from "@moltbot/core";
import { scopeKey, slugOf } from "@moltbot/sandbox";
import { sandboxesRoot } from "../sandbox/sandboxes-root.ts";
import type { WorkspaceNames } from "./names.ts";

/** Whose files. */
export interface WorkspaceUser {
  readonly agentId: string;
  /** The session's key. */
  readonly key: string;
  /** The directory below the workspaces that the config names for this session. */
  readonly workspace?: string;
}

/** The directory of the state directory that holds what sessions write on the host. */
export const workspacesDirectory = "workspaces";

// No declared directory begins with a dot.
const nameless = ".private";

/** The way from the state directory to a session's own directory on the host. No id or name of a person is in it. */
export async function hostWay(names: WorkspaceNames, { key, workspace }: WorkspaceUser): Promise<readonly string[]> {
  if (workspace !== undefined) return [workspacesDirectory, ...workspace.split("/")];
  return [workspacesDirectory, nameless, await names.of(key)];
}

/**
 * Names the sandbox of a session. Never the directory that it has on the host: what was written inside must not run
 * outside. Every agent has one of its own, for they may differ in what they may reach.
 */
export async function sandboxKey(names: WorkspaceNames, config: Config, user: WorkspaceUser): Promise<string> {
  const { scope } = agentSettings(config, user.agentId).sandbox;
  if (scope !== "session") return scopeKey(scope, { agentId: user.agentId, sessionKey: "" });
  return `${await sandboxName(names, user)}:${user.agentId}`;
}

function sandboxName(names: WorkspaceNames, { key, workspace }: Omit<WorkspaceUser, "agentId">): Promise<string> {
  return workspace === undefined ? names.of(key) : names.of(`workspace ${workspace}`);
}

/** The directory of this machine that a session's tools work in. */
export async function directoryOf(
  o: { readonly names: WorkspaceNames; readonly config: Config; readonly stateDir: string },
  user: WorkspaceUser,
  sandboxed: boolean,
): Promise<string> {
  if (!sandboxed) return join(o.stateDir, ...(await hostWay(o.names, user)));
  return join(sandboxesRoot(o.stateDir), slugOf(await sandboxKey(o.names, o.config, user)));
}

/**
 * Every directory of this machine that is this person's alone, of all agents, there or not: what is left to erase when
 * they go. Their direct chat on this account; linked identities have their own. What the config shares with somebody else
 * is not in it, nor what agents with a wider `sandbox.scope` keep for all of their sessions.
 */
export async function directoriesOf(
  o: { readonly names: WorkspaceNames; readonly config: Config; readonly stateDir: string },
  who: Principal,
): Promise<readonly string[]> {
  const { names, config, stateDir } = o;
  const key = formatPrincipal(who);
  const declared = declaredSessions(config);
  const workspace = declared.find((one) => one.channel === who.channel && one.id === who.id)?.workspace;
  const isShared = declared.filter((one) => one.workspace === workspace).length > 1;
  const places = workspace === undefined || isShared ? [{ key }] : [{ key }, { key, workspace }];
  const found: string[] = [];
  for (const place of places) {
    found.push(join(stateDir, ...(await hostWay(names, { ...place, agentId: "" }))));
    const prefix = `${await sandboxName(names, place)}-`;
    const root = sandboxesRoot(stateDir);
    found.push(...(await namesIn(root)).filter((name) => name.startsWith(prefix)).map((name) => join(root, name)));
  }
  return found;
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
