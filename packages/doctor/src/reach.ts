import { type AgentSettings, agentSettings, type Config } from "@moltbot/config";
import { toolPolicyFor } from "@moltbot/tool-policy";

/** What somebody who is neither owner nor known by name can have an agent do. */
export interface Reach {
  readonly exec: boolean;
  readonly write: boolean;
  /** Outside a sandbox. */
  readonly onHost: boolean;
}

/** Where they write. */
export interface Place {
  readonly channel: string;
  readonly account: string;
  readonly group?: string;
}

const writers = ["write", "edit", "apply_patch"];

/** Asks the tool policy that a call would meet (SPEC R6.2). A policy that cannot be compiled allows nothing. */
export function strangersReach(config: Config, agentId: string, { channel, account, group }: Place): Reach {
  const { exec, sandbox, model, defined } = agentSettings(config, agentId);
  const onHost = sandbox.mode === "off";
  if (!defined) return { exec: false, write: false, onHost };
  try {
    const cfg = { ...config, agents: { ...config.agents, list: config.agents?.list ?? {} } };
    const tools = toolPolicyFor(cfg, {
      ...{ agentId, channel, accountId: account, sandboxed: !onHost, owner: false, model: model?.id, groupId: group },
    });
    const may = (tool: string): boolean => tools.decide(tool).allowed;
    return { exec: exec.security !== "deny" && may("exec"), write: writers.some(may), onHost };
  } catch {
    return { exec: false, write: false, onHost };
  }
}

/** Whether any session of an agent works on the host: the owner's direct chat does unless `mode` is `all`. */
export function worksOnHost({ sandbox, elevated }: Pick<AgentSettings, "sandbox" | "elevated">): boolean {
  return sandbox.mode !== "all" || elevated.enabled;
}

/** The path of an agent's setting: its own where it stands there, else that of all agents. */
export function agentSettingPath(config: Config, agentId: string, keys: readonly string[]): string {
  const list = config.agents?.list ?? {};
  const own: unknown = Object.hasOwn(list, agentId) ? list[agentId] : undefined;
  const written = keys.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), own);
  return [written === undefined ? "agents.defaults" : `agents.list${keyPath(agentId)}`, ...keys].join(".");
}

/** A key as a step of a path. */
export function keyPath(key: string): string {
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The block of an account in `channels`. */
export function accountPath(config: Config, { channel, account }: Place, key: string): string {
  const own = config.channels?.[channel];
  const accounts = own?.accounts ?? {};
  const written = (block: object | undefined): boolean => isRecord(block) && block[key] !== undefined;
  if (Object.hasOwn(accounts, account) && written(accounts[account]))
    return `channels.${channel}.accounts.${account}.${key}`;
  if (written(own) || !written(config.channels?.["*"])) return `channels.${channel}.${key}`;
  return `channels["*"].${key}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
