import { type AgentSettings, agentIds, agentSettings, type Config } from "@moltbot/config";
import type { Check } from "../check.ts";
import type { Report } from "../finding.ts";
import { agentSettingPath } from "../reach.ts";

/** Where tools run, and how strong that is (SPEC R8.1, R8.2, R8.4). */
export const sandboxes: Check = {
  area: "sandbox",
  fine: "Sandboxes are on, one for each session, without network and without directories of the host",
  run({ config }, report) {
    for (const id of agentIds(config)) {
      const agent = agentSettings(config, id);
      if (agent.sandbox.mode === "off") tellOff(config, agent, report);
      else checkStrength(config, agent, report);
    }
  },
};

function tellOff(config: Config, { id }: AgentSettings, report: Report): void {
  const path = agentSettingPath(config, id, ["sandbox", "mode"]);
  report("sandbox-off", {
    detail: `the agent "${id}" works on the host for everybody whom it answers`,
    fix: `Set ${path}: "non-main".`,
    path,
  });
}

function checkStrength(config: Config, { id, sandbox }: AgentSettings, report: Report): void {
  const at = (key: string): string => agentSettingPath(config, id, ["sandbox", key]);
  const { network, workspaceAccess, scope, image, binds } = sandbox;
  if (network === "bridge") {
    report("sandbox-network", {
      detail: `whatever runs for the agent "${id}" can reach the network around this machine`,
      fix: `Set ${at("network")}: "none".`,
      path: at("network"),
      edit: { set: "none" },
    });
  }
  if (scope !== "session") {
    const who = scope === "shared" ? "all sessions of all agents" : `all sessions of the agent "${id}"`;
    report("sandbox-shared", {
      detail: `${who} share one sandbox, and read what the others leave there`,
      fix: `Set ${at("scope")}: "session".`,
      path: at("scope"),
    });
  }
  if (workspaceAccess === "rw") {
    const detail = `sandboxed sessions of the agent "${id}" may write to its files`;
    report("sandbox-workspace-rw", {
      detail,
      fix: `"ro" lets them read only: ${at("workspaceAccess")}.`,
      path: at("workspaceAccess"),
    });
  }
  if (image !== undefined && !image.includes("@sha256:")) {
    const detail = `"${image}" may be another image tomorrow`;
    report("sandbox-image-tag", { detail, fix: "Write name@sha256:… to pin it.", path: at("image") });
  }
  binds.forEach((bind, index) => {
    checkBind(bind, `${at("binds")}[${index}]`, report);
  });
}

function checkBind(bind: string, path: string, report: Report): void {
  const [source = "", , mode = "rw"] = bind.split(":");
  const clean = source.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  const isHome = /^\/home\/[^/]+$|^\/Users(\/[^/]+)?$/.test(clean);
  const fix = "Mount a directory that holds only what the agent needs, read-only.";
  if (isHome) report("sandbox-bind", { detail: `"${source}" is somebody's whole home directory`, fix, path });
  else if (mode !== "ro") report("sandbox-bind", { detail: `"${source}" can be changed from inside`, fix, path });
  else report("sandbox-bind", { severity: "info", detail: `"${source}" can be read from inside`, path });
}

/** Whether there is anything to run them with: no engine, no run (SPEC R8.6). */
export const engines: Check = {
  area: "engines",
  fine: "A file was written and read in a sandbox",
  asks: ({ facts }) => facts.sandboxes !== undefined,
  run({ config, facts }, report) {
    for (const { agent, trouble, fix } of facts.sandboxes ?? []) {
      if (trouble === undefined) continue;
      report("sandbox-unavailable", {
        detail: `agent "${agent}": ${trouble}; nothing runs on the host instead`,
        fix: fix ?? "moltbot sandbox status says what is missing.",
        path: agentSettingPath(config, agent, ["sandbox"]),
      });
    }
  },
};
