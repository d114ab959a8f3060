import { subtree, type Tree } from "../text/tree.ts";
import { listToMap, normaliseChannels, normaliseDmPolicy } from "./channels.ts";
import { createMoves, type Moves } from "./moves.ts";
import { eachBlock, listify, normaliseTools } from "./tools.ts";

/**
 * Brings both seeds' dialects to the one canonical spelling, in place: the input must be a copy. Doing it twice
 * changes nothing more. What it cannot read it leaves for the schema to refuse.
 */
export function normalise(root: Tree): Moves {
  const moves = createMoves();
  moves.move(root, [], ["groups"], ["channels", "*", "groups"]);
  moves.move(root, [], ["exec"], ["tools", "exec"]);
  moves.move(root, [], ["tools"], ["agents", "defaults", "tools"]);
  normaliseChannels(root, moves);
  normaliseAgents(root, moves);
  normalisePairing(root, moves);
  for (const key of ["owners", "acknowledge"]) listify(root, key);
  addresses(root, "owners");
  const links = subtree(root, "identityLinks") ?? {};
  for (const name of Object.keys(links)) addresses(links, name);
  return moves;
}

function normaliseAgents(root: Tree, moves: Moves): void {
  const agents = subtree(root, "agents");
  if (!agents) return;
  listToMap(agents, "list", ["agents"], moves, "an agent");
  const each = (agent: Tree, at: readonly string[]): void => {
    normaliseDmPolicy(agent);
    if (typeof agent["model"] === "string") agent["model"] = { id: agent["model"] };
    listify(agent, "permissions");
    normaliseTools(agent["tools"], [...at, "tools"], moves);
    const elevated = subtree(agent["tools"], "elevated");
    if (elevated) addresses(elevated, "allowFrom");
  };
  const base = subtree(agents, "defaults");
  if (base) each(base, ["agents", "defaults"]);
  eachBlock(agents["list"], ["agents", "list"], (agent, at, id) => {
    if (agent["id"] === id) delete agent["id"];
    each(agent, at);
  });
}

function normalisePairing(root: Tree, moves: Moves): void {
  const pairing = subtree(root, "pairing");
  if (pairing) {
    const at = ["pairing"];
    moves.rename(pairing, at, "ttlMs", "ttl");
    moves.rename(pairing, at, "grantTtlMs", "ttl");
    moves.rename(pairing, at, "requestTtl", "requestTtlMs");
    moves.rename(pairing, at, "denialCooldown", "denialCooldownMs");
    moves.rename(pairing, at, "promptWindow", "promptWindowMs");
    listify(pairing, "approvers");
    addresses(pairing, "approvers");
    const auto = subtree(pairing, "autoApprove");
    if (auto) {
      listify(auto, "emailDomains", "phonePatterns");
      const domains = auto["emailDomains"];
      if (Array.isArray(domains)) auto["emailDomains"] = domains.map(plainDomain);
    }
  }
  const devices = subtree(root, "devices");
  if (devices) {
    moves.rename(devices, ["devices"], "requestTtl", "requestTtlMs");
    moves.rename(devices, ["devices"], "tokenTtlMs", "tokenTtl");
  }
}

/** `@Company.com` → `company.com`. */
function plainDomain(domain: unknown): unknown {
  return typeof domain === "string" ? domain.trim().toLowerCase().replace(/^@/, "") : domain;
}

/** `Telegram: 123` → `telegram:123`, so that identities compare as texts. */
function addresses(node: Tree, key: string): void {
  listify(node, key);
  const list = node[key];
  if (!Array.isArray(list)) return;
  node[key] = list.map((item: unknown) => {
    if (typeof item !== "string") return item;
    const at = item.indexOf(":");
    return at < 0 ? item.trim() : `${item.slice(0, at).trim().toLowerCase()}:${item.slice(at + 1).trim()}`;
  });
}
