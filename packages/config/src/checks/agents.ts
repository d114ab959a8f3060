import { isChannelName } from "@moltbot/core";
import type { Path } from "../problem.ts";
import type { Config } from "../schema/config.ts";
import { suggest } from "../suggest.ts";
import { agentIds, builtInAgents } from "../views/agents.ts";
import { isGroup, readIdentity } from "./identity.ts";
import type { Check, Report } from "./report.ts";

/** Bindings and sessions name agents that exist, and people in a form that can match (SPEC R1.5). */
export const checkAgents: Check = (config, report) => {
  for (const [who, agent] of Object.entries(config.agents?.bindings ?? {})) {
    const path = ["agents", "bindings", who];
    checkWho(who, path, report);
    knownAgent(config, agent, path, report);
  }
  for (const [who, session] of Object.entries(config.sessions ?? {})) {
    const path = ["sessions", who];
    if (session.agent !== undefined) knownAgent(config, session.agent, [...path, "agent"], report);
    checkSession(who, session, path, report);
  }
};

function checkWho(who: string, path: Path, report: Report): void {
  const [channel = "", id] = [who.slice(0, who.indexOf(":")), who.slice(who.indexOf(":") + 1)];
  // A group has an agent of its own.
  if (who === "*" || (id === "*" && isChannelName(channel)) || isGroup(who)) return;
  const identity = readIdentity(who);
  if (identity.kind === "bad")
    report.problem(path, `"${who}" ${identity.because}`, { hint: identity.hint, target: "key" });
  if (identity.kind === "named") {
    report.warning("binding-by-name", path, `"${who}" is a name, and anyone can take a name`, {
      hint: "It routes only where dangerouslyAllowNameMatching is on; better use the stable id.",
      target: "key",
    });
  }
}

function knownAgent(config: Config, agent: string, path: Path, report: Report): void {
  const known = agentIds(config);
  if (known.includes(agent) || builtInAgents.includes(agent)) return;
  const near = suggest(agent, known);
  if (config.agents?.list) {
    report.problem(path, `there is no agent "${agent}"`, {
      ...(near && { suggestion: near }),
      hint: `Agents: ${known.join(", ")}.`,
    });
  } else {
    report.warning(
      "agent-not-described",
      path,
      `the agent "${agent}" is not described: it can talk, but call no tool`,
      {
        hint: `Add { id: "${agent}", … } to agents.list.`,
      },
    );
  }
}

type Session = NonNullable<Config["sessions"]>[string];

function checkSession(who: string, session: Session, path: Path, report: Report): void {
  const identity = readIdentity(who);
  if (identity.kind === "bad") {
    report.problem(path, `"${who}" ${identity.because}`, { hint: identity.hint, target: "key" });
    return;
  }
  const at = who.indexOf(":");
  const [channel, id] = [who.slice(0, at), who.slice(at + 1)];
  if (session.userId !== undefined && session.userId !== id) {
    report.problem([...path, "userId"], `"${session.userId}" is not the id in "${who}"`, { suggestion: id });
  }
  if (session.platform !== undefined && session.platform !== channel) {
    report.problem([...path, "platform"], `"${session.platform}" is not the channel in "${who}"`, {
      suggestion: channel,
    });
  }
  if (identity.kind === "named" && session.paired === true) {
    report.warning(
      "paired-by-name",
      [...path, "paired"],
      `"${who}" is a name, and anyone can take a name: this pairs nobody`,
      {
        hint: "Use the stable id. What else is laid down here counts only where dangerouslyAllowNameMatching is on.",
      },
    );
  }
}
