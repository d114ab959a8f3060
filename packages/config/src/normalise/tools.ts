import { isChannelName } from "@moltbot/core";
import type { Path } from "../problem.ts";
import { isTree, subtree, type Tree } from "../text/tree.ts";
import type { Moves } from "./moves.ts";

/** What may stand before the colon of a sender key without being a channel. */
const keyKinds: readonly string[] = ["channel", "id", "e164", "username", "user", "name", "tag", "email"];

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
  listify(node, "allow", "alsoAllow", "deny");
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
  for (const map of ["groups", "toolsBySender", "profiles"]) {
    eachBlock(node[map], [...at, map], (policy, path) => normalisePolicy(policy, path, moves));
  }
  normaliseSenders(subtree(node, "toolsBySender"), [...at, "toolsBySender"], moves);
  const groups = subtree(node, "toolGroups");
  if (groups) listify(groups, ...Object.keys(groups));
  moves.rename(node, at, "subagent", "subagents");
  for (const place of ["sandbox", "subagents"]) {
    normalisePolicy(subtree(node, place)?.["tools"], [...at, place, "tools"], moves);
  }
  if (typeof node["elevated"] === "boolean") node["elevated"] = { enabled: node["elevated"] };
  const elevated = subtree(node, "elevated");
  if (elevated) listify(elevated, "allowFrom");
  normaliseExec(subtree(node, "exec"), [...at, "exec"], moves);
}

function normaliseExec(exec: Tree | undefined, at: Path, moves: Moves): void {
  if (!exec) return;
  moves.rename(exec, at, "timeout", "timeoutMs");
  listify(exec, "allowlist", "env");
  const list: unknown = exec["allowlist"];
  for (const entry of Array.isArray(list) ? list : []) if (isTree(entry)) listify(entry, "match", "notMatch");
}

/** `telegram:123`, the one form of identities, names a sender too: `channel:telegram:123`. */
function normaliseSenders(senders: Tree | undefined, at: Path, moves: Moves): void {
  for (const key of Object.keys(senders ?? {})) {
    const channel = key.slice(0, Math.max(0, key.indexOf(":")));
    if (senders && isChannelName(channel) && !keyKinds.includes(channel)) {
      moves.rename(senders, at, key, `channel:${key}`);
    }
  }
}
