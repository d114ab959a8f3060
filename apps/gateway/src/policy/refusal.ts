import { type Config, getPath, type SettingFinding } from "@moltbot/config";
import { isMoltbotError, messageOf } from "@moltbot/core";
import type { ToolPolicyError } from "@moltbot/tool-policy";
import { agentPath } from "./command-policies.ts";
import { settingOf } from "./rule-place.ts";

/** What the tool policy refused, as a finding about the setting that it is about. Anything else is thrown on. */
export function refusalOf(config: Config, agentId: string, error: unknown): SettingFinding {
  if (!isRefusal(error)) throw error;
  const { source, pattern } = error;
  const prefix = `${error.layer}: `;
  const rest = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
  return {
    path: settingOf(config, source, pattern) ?? namedSetting(config, agentId, error.layer),
    message: source === undefined ? rest : error.because,
    hint: error.hint,
  };
}

function isRefusal(error: unknown): error is ToolPolicyError {
  return isMoltbotError(error) && error.code === "invalid" && "layer" in error && messageOf(error) !== "";
}

/** Groups and aliases are no layers: they are an agent's own, or everybody's. */
function namedSetting(config: Config, agentId: string, layer: string): string {
  const group = /^group:(.*)$/s.exec(layer)?.[1];
  const key = group === undefined ? (layer === "aliases" ? "aliases" : "") : `toolGroups[${JSON.stringify(group)}]`;
  const tail = key === "" ? "" : `.${key}`;
  const own = `${agentPath(agentId)}.tools`;
  const answer = getPath(config, `${own}${tail}`);
  const isOwn = answer.status === "found" && answer.value !== null && answer.origin === "file";
  return `${isOwn ? own : "agents.defaults.tools"}${tail}`;
}
