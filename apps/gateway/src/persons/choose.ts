import { agentIds, builtInAgents, type Config, permissionNames, suggest } from "@moltbot/config";
import { MoltbotError, type Principal, plainText } from "@moltbot/core";
import type { ChoiceChange } from "@moltbot/pairing";
import { createPeople } from "../policy/people.ts";

/**
 * Refuses what could not work: an agent or permission that does not exist, and what the config lays down already.
 * @throws MoltbotError `invalid` or `conflict`
 */
export function checkChoice(config: Config, who: Principal, { agent, permissions }: ChoiceChange): void {
  if (agent === undefined && permissions === undefined) {
    throw new MoltbotError("invalid", "there is nothing to choose", { hint: "Name an agent or permissions." });
  }
  if (typeof agent === "string") checkAgent(config, agent);
  for (const one of permissions ?? []) checkPermission(one);
  const declared = createPeople(config).declared(who);
  const taken = [
    ...(typeof agent === "string" && declared?.agent !== undefined ? ["agent"] : []),
    ...(Array.isArray(permissions) && declared?.permissions !== undefined ? ["permissions"] : []),
  ];
  if (taken.length === 0) return;
  const path = taken.map((key) => `sessions["${plainText(declared?.key ?? "", 300)}"].${key}`).join(" and ");
  throw new MoltbotError("conflict", `the config lays this down: ${path}`, {
    hint: "Change it there: it holds first.",
  });
}

function checkAgent(config: Config, agent: string): void {
  const known = [...new Set([...agentIds(config), ...builtInAgents])];
  if (known.includes(agent)) return;
  const near = suggest(agent, known);
  throw new MoltbotError("invalid", `there is no agent "${plainText(agent, 80)}"`, {
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Agents: ${known.join(", ")}.`,
  });
}

function checkPermission(word: string): void {
  if ((permissionNames as readonly string[]).includes(word)) return;
  const near = suggest(word, permissionNames);
  throw new MoltbotError("invalid", `"${plainText(word, 80)}" is not a permission`, {
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Permissions: ${permissionNames.join(", ")}.`,
  });
}
