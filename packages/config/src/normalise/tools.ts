import type { Path } from "../problem.ts";
import { isTree, subtree, type Tree } from "../text/tree.ts";
import type { Moves } from "./moves.ts";

/** A text where a list is expected is a list of one. */
export function listify(node: Tree, ...keys: readonly string[]): void {
  for (const key of keys) {
    if (typeof node[key] === "string") node[key] = [node[key]];
  }
}

/** Calls `each` with every block of a map. */
export function eachBlock(map: unknown, at: Path, each: (node: Tree, at: Path, key: string) => void): void {
  if (!isTree(map)) return;
  for (const [key, node] of Object.entries(map)) if (isTree(node)) each(node, [...at, key], key);
}

/** `allowed` → `allow`, `denied` → `deny`, `"*"` → `["*"]` (seed A). */
export function normalisePolicy(node: unknown, at: Path, moves: Moves): void {
  if (!isTree(node)) return;
  moves.rename(node, at, "allowed", "allow");
  moves.rename(node, at, "denied", "deny");
  listify(node, "allow", "deny");
}

/** The tool settings of an agent, or of `agents.defaults`. */
export function normaliseTools(node: unknown, at: Path, moves: Moves): void {
  if (!isTree(node)) return;
  normalisePolicy(node, at, moves);
  normalisePolicy(node["profile"], [...at, "profile"], moves);
  eachBlock(node["byProvider"], [...at, "byProvider"], (policy, path) => {
    normalisePolicy(policy, path, moves);
    normalisePolicy(policy["profile"], [...path, "profile"], moves);
  });
  eachBlock(node["groups"], [...at, "groups"], (policy, path) => normalisePolicy(policy, path, moves));
  moves.rename(node, at, "subagent", "subagents");
  for (const place of ["sandbox", "subagents"]) {
    normalisePolicy(subtree(node, place)?.["tools"], [...at, place, "tools"], moves);
  }
  if (typeof node["elevated"] === "boolean") node["elevated"] = { enabled: node["elevated"] };
  const elevated = subtree(node, "elevated");
  if (elevated) listify(elevated, "allowFrom");
  const exec = subtree(node, "exec");
  if (!exec) return;
  moves.rename(exec, [...at, "exec"], "timeout", "timeoutMs");
  listify(exec, "allowlist");
}
