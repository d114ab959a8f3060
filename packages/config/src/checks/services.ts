import { isIP } from "node:net";
import type { Path } from "../problem.ts";
import type { Config } from "../schema/config.ts";
import type { Secret } from "../secret.ts";
import type { Check, Report } from "./report.ts";

/** Databases, proxies, MCP servers and mounts are in a form that can work. */
export const checkServices: Check = (config, report) => {
  checkUrl(config.database?.url, ["postgres:", "postgresql:"], ["database", "url"], report);
  checkUrl(config.redis?.url, ["redis:", "rediss:"], ["redis", "url"], report);
  config.gateway?.trustedProxies?.forEach((proxy, index) => {
    const because = proxyProblem(proxy);
    if (because)
      report.problem(["gateway", "trustedProxies", String(index)], `"${proxy}" ${because}`, {
        hint: 'Write an address such as "10.0.0.2", or a network such as "10.0.0.0/8".',
      });
  });
  checkServers(config, report);
  checkBinds(config.agents?.defaults?.sandbox?.binds, ["agents", "defaults", "sandbox", "binds"], report);
  for (const [id, agent] of Object.entries(config.agents?.list ?? {})) {
    checkBinds(agent.sandbox?.binds, ["agents", "list", id, "sandbox", "binds"], report);
  }
};

function checkUrl(url: Secret | undefined, protocols: readonly string[], path: Path, report: Report): void {
  if (!url) return;
  const text = url.reveal();
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return;
  report.problem(path, `must be a URL that starts with ${protocols.map((one) => `${one}//`).join(" or ")}`);
}

function proxyProblem(proxy: string): string | undefined {
  const [address = "", bits, ...rest] = proxy.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return "is not an IP address or network";
  if (bits === undefined) return undefined;
  const size = /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (size < 0 || size > (version === 4 ? 32 : 128)) return "is not a network";
  return size === 0 ? "would trust every address" : undefined;
}

function checkServers(config: Config, report: Report): void {
  for (const [name, server] of Object.entries(config.mcp?.servers ?? {})) {
    const path = ["mcp", "servers", name];
    if ((server.command === undefined) === (server.url === undefined)) {
      report.problem(path, "needs either a command or a url, and not both", { target: "key" });
    }
  }
}

const forbidden = [
  "/",
  "/etc",
  "/proc",
  "/sys",
  "/dev",
  "/root",
  "/boot",
  "/run",
  "/var/run",
  "/home",
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/var/lib/docker",
];
const insideForbidden = forbidden.filter((one) => one !== "/" && one !== "/home");

function checkBinds(binds: readonly string[] | undefined, at: Path, report: Report): void {
  binds?.forEach((bind, index) => {
    const [source = "", target = "", mode, ...rest] = bind.split(":");
    const path = [...at, String(index)];
    if (
      !source.startsWith("/") ||
      !target.startsWith("/") ||
      rest.length > 0 ||
      (mode !== undefined && mode !== "ro" && mode !== "rw")
    ) {
      report.problem(path, `"${bind}" is not a mount`, { hint: 'Write "/host/directory:/inside:ro", both absolute.' });
      return;
    }
    const clean = source.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
    if (clean.split("/").some((part) => part === ".." || part === "."))
      report.problem(path, `"${bind}" leads elsewhere with . or ..`);
    else if (
      forbidden.includes(clean) ||
      insideForbidden.some((one) => clean.startsWith(`${one}/`)) ||
      clean.includes(".sock")
    ) {
      report.problem(path, `"${source}" would open the host to the sandbox`, {
        hint: "Mount a directory that holds only what the agent needs.",
      });
    } else if (["/workspace", "/agent"].some((one) => target === one || target.startsWith(`${one}/`))) {
      report.problem(path, `"${target}" is where the sandbox keeps its own files`, { hint: "Choose another target." });
    }
  });
}
