import { compileCommandPolicy } from "@moltbot/command-policy";
import { type AgentSettings, agentIds, agentSettings, type Config } from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";
import { agentSettingPath, strangersReach, worksOnHost } from "../reach.ts";
import { sentence } from "./entries.ts";

/** Which commands run unasked, and where (SPEC R7.1). */
export const commands: Check = {
  area: "commands",
  fine: "Commands that no list names are asked about, and the lists allow what they say",
  run({ config }, report) {
    for (const id of agentIds(config)) {
      const agent = agentSettings(config, id);
      checkFull(config, agent, report);
      checkList(config, agent, report);
      checkElevated(config, agent, report);
    }
  },
};

function checkFull(config: Config, agent: AgentSettings, report: Report): void {
  if (agent.exec.security !== "full") return;
  const path = agentSettingPath(config, agent.id, ["tools", "exec", "security"]);
  const { exec, onHost } = strangersReach(config, agent.id, { channel: "web", account: "default" });
  const fix = `Set ${path}: "allowlist".`;
  const edit = { set: "allowlist" };
  if (exec && onHost) {
    const detail = `everybody whom the agent "${agent.id}" answers can run any command on the host`;
    report("exec-full", { severity: "critical", detail, fix, path, edit });
  } else if (worksOnHost(agent)) {
    report("exec-full", {
      detail: `owners of the agent "${agent.id}" run any command on the host unasked`,
      fix,
      path,
      edit,
    });
  } else {
    report("exec-full", { severity: "info", detail: `in the sandboxes of the agent "${agent.id}" only`, path });
  }
}

function checkList(config: Config, agent: AgentSettings, report: Report): void {
  const { allowlist, security, env } = agent.exec;
  const base = agentSettingPath(config, agent.id, ["tools", "exec", "allowlist"]);
  const policy = compileCommandPolicy({ allowlist, security, ...(env === undefined ? {} : { env }) });
  policy.entries.forEach(({ entry, status, reason = "" }, index) => {
    if (status === "live") return;
    const path = `${base}[${index}]`;
    if (status === "dead") {
      report("dead-command", { detail: `"${entry}": ${sentence(reason)}`, fix: "Correct it or take it out.", path });
      return;
    }
    const where = worksOnHost(agent) ? "also on the host" : "in sandboxes only";
    report("risky-command", {
      ...(worksOnHost(agent) ? {} : { severity: "info" as const }),
      detail: `"${entry}" (${where}): ${sentence(reason)}`,
      fix: "List the exact commands that are needed.",
      path,
    });
  });
}

function checkElevated(config: Config, { id, elevated, sandbox }: AgentSettings, report: Report): void {
  if (!elevated.enabled || sandbox.mode === "off") return;
  const others = (elevated.allowFrom ?? []).filter((who) => !(config.owners ?? []).includes(who));
  if (others.length === 0) return;
  const path = agentSettingPath(config, id, ["tools", "elevated", "allowFrom"]);
  report("elevated-people", {
    detail: `${others.length === 1 ? `"${others[0]}" is no owner` : `${others.length} of those listed are no owners`}, and the agent "${id}" works for them on the host`,
    fix: `Take them out of ${path}.`,
    path,
  });
}
