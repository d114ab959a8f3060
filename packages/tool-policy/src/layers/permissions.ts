import { entryText } from "../entries.ts";
import type { Layer, ToolPolicyProblem } from "../types.ts";
import type { ToolContext } from "./config.ts";
import type { Scopes } from "./scope.ts";

/** What each permission of a session reaches (SPEC R6.4). */
export const defaultPermissions: Readonly<Record<string, readonly string[]>> = Object.freeze({
  read: ["read", "web_search", "web_fetch", "memory_get", "session_status"],
  write: ["write", "edit", "apply_patch", "message"],
  exec: ["exec", "process"],
  browse: ["browser", "canvas"],
  admin: ["*"],
});

const name = "permissions";

/** The session's permissions, else the agent's, else the global ones, else read and write. Never wider than these. */
export function permissionsLayer(scopes: Scopes, c: ToolContext): Layer {
  const { agentPermissions, globalPermissions } = scopes;
  const given = { block: c.permissions as unknown, path: "of the session" };
  const fallback = { block: ["read", "write"], path: "by default" };
  const { block, path } =
    [given, agentPermissions, globalPermissions].find((one) => one.block !== undefined) ?? fallback;
  const list: readonly unknown[] = Array.isArray(block) ? block : [block];
  const allow: string[] = [];
  const problems: ToolPolicyProblem[] = [];
  for (const value of list) {
    const permission = typeof value === "string" ? value.trim().toLowerCase() : "";
    const tools = Object.hasOwn(defaultPermissions, permission) ? defaultPermissions[permission] : undefined;
    allow.push(...(tools ?? []));
    if (tools === undefined) problems.push(unknown(value, path));
  }
  const shown = `${path}: ${list.map(entryText).join(", ") || "none"}`;
  const source = { source: path, sources: { allow: shown } };
  // `admin` is no restriction, so that a tool is not said to be allowed by it.
  return allow.includes("*")
    ? { name, policy: {}, ...source, problems }
    : { name, policy: { allow }, ...source, builtIn: allow, problems };
}

function unknown(value: unknown, source: string): ToolPolicyProblem {
  const because = "There is no such permission, so it reaches nothing.";
  const instead = `Write ${Object.keys(defaultPermissions).join(", ")}.`;
  return { layer: name, source, entry: entryText(value), because, instead };
}
