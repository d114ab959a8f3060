import { invalid, type Place } from "../errors.ts";
import { isBlock, own } from "../read-policy.ts";

/** A block of settings and where it stands. */
export interface Scope {
  /** Undefined: not there. */
  readonly block: unknown;
  /** E.g. `agents.list.work.tools`. */
  readonly path: string;
}

/** The blocks that matter for one agent. */
export interface Scopes {
  readonly global: Scope;
  readonly agent: Scope;
  readonly globalPermissions: Scope;
  readonly agentPermissions: Scope;
  /** Whether the configuration lists agents, and this one is not among them. */
  readonly isStranger: boolean;
}

/** Agents that need no entry of their own. */
const builtInAgents: readonly string[] = ["main", "default"];

/** Path of a member, quoted where it is no plain word. */
export function member(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** A block inside a block. Throws for anything else than a block. */
export function child(scope: Scope, key: string): Scope {
  const path = member(scope.path, key);
  const block = own(scope.block, key);
  if (block !== undefined && !isBlock(block)) throw noBlock(path);
  return { block, path };
}

function noBlock(path: string): Error {
  const place: Place = { layer: "config", source: path, plain: true };
  return invalid(place, undefined, "is not a block of settings", "Write { … }, or leave it out.");
}

/** Finds the blocks of an agent in a configuration (`agents.list` as a map or as a list). Throws for two with one id. */
export function scopesOf(cfg: unknown, agentId: string): Scopes {
  const root: Scope = { block: cfg ?? {}, path: "" };
  if (!isBlock(root.block)) throw noBlock("the configuration");
  const agents = child(root, "agents");
  const defaults = child(agents, "defaults");
  const agent = findAgent(agents, agentId);
  const outer = child(root, "tools");
  const inner = child(defaults, "tools");
  if (outer.block !== undefined && inner.block !== undefined) {
    const place: Place = { layer: "config", source: outer.path, plain: true };
    throw invalid(place, undefined, `stands beside ${inner.path}`, `Move it all to ${inner.path}.`);
  }
  const hasList = own(agents.block, "list") !== undefined;
  return {
    global: outer.block === undefined ? inner : outer,
    agent: child(agent, "tools"),
    globalPermissions: { block: own(defaults.block, "permissions"), path: member(defaults.path, "permissions") },
    agentPermissions: { block: own(agent.block, "permissions"), path: member(agent.path, "permissions") },
    isStranger: hasList && agent.block === undefined && !builtInAgents.includes(agentId),
  };
}

function findAgent(agents: Scope, id: string): Scope {
  const list = own(agents.block, "list");
  if (!Array.isArray(list)) return child(child(agents, "list"), id);
  const path = member("agents.list", id);
  const found = (list as readonly unknown[]).filter((one) => own(one, "id") === id);
  if (found.length <= 1) return { block: found[0], path };
  throw invalid({ layer: "agent", source: path }, undefined, "is there twice", "Give every agent an id of its own.");
}
