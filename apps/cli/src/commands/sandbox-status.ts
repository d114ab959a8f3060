import { formatDuration } from "@moltbot/core";
import type { AgentSandbox, ImageReport, SandboxStatus } from "@moltbot/gateway/sandbox";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { loadSettings } from "../settings.ts";
import { shellText } from "./sandbox-image.ts";

/** `sandbox status`. */
export async function printSandboxes(context: Context): Promise<ExitCode> {
  const { config } = await loadSettings(context);
  const { sandboxStatus } = await import("@moltbot/gateway/sandbox");
  const status = await sandboxStatus(config, context.stateDir);
  const ok = status.agents.every(({ trouble }) => trouble === undefined);
  const next = nextOf(context, status);
  if (context.json) printJson(context, { ok, ...status, ...(next === undefined ? {} : { next }) });
  else print(context, status, next);
  return ok ? exitCodes.ok : exitCodes.failed;
}

function print(context: Context, status: SandboxStatus, next: string | undefined): void {
  const { out } = context.io;
  out.write(
    fields(
      out,
      [
        ...status.engines.map((one) => [one.name, engineText(one)] as const),
        ...status.images.map((image) => ["image", imageText(image)] as const),
        ["sandboxes", status.workspaces === undefined ? "cannot be counted" : `${status.workspaces} with files here`],
      ],
      { whole: true },
    ),
  );
  for (const group of alike(status.agents)) out.write(`\n${fields(out, agentFields(group), { whole: true })}`);
  if (next === undefined) sayNext(context, "status");
  else say(context, `${paint(context.io.err, "cyan", "→")} ${next}`);
}

function engineText(engine: SandboxStatus["engines"][number]): string {
  if (!engine.ok) return `no: ${engine.because}`;
  const version = engine.version === engine.name ? "" : ` ${engine.version}`;
  return [`works${version}`, ...engine.notes].join("; ");
}

function imageText({ name, present, digest, sealed, trouble }: ImageReport): string {
  if (trouble !== undefined) return trouble;
  return present === true
    ? `${name} ${digest}, shell ${shellText(sealed === true)}`
    : `${name}, not known without Docker`;
}

/** Agents whose settings say the same, together. */
function alike(agents: readonly AgentSandbox[]): readonly (readonly AgentSandbox[])[] {
  const groups = new Map<string, AgentSandbox[]>();
  for (const one of agents) {
    const key = JSON.stringify({ ...one, agent: "" });
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function agentFields(group: readonly AgentSandbox[]): readonly (readonly [string, string | undefined])[] {
  const [one] = group;
  if (one === undefined) return [];
  const { memoryMb, cpus, pids, outputKb, timeoutMs, diskMb, tmpMb } = one.limits;
  const limits = [`${memoryMb} MiB memory`, `${cpus} CPU`, `${pids} processes`, `${outputKb} KiB output`];
  limits.push(`${diskMb} MiB disk`, `${tmpMb} MiB /tmp`);
  const modes = { off: "off: on the host", all: "all", "non-main": "non-main: all but the owner's direct chat" };
  return [
    ["agents", group.map(({ agent }) => agent).join(", ")],
    ["mode", modes[one.mode]],
    ["engine", one.uses === one.engine || one.uses === undefined ? one.engine : `${one.engine}: ${one.uses}`],
    ["image", one.uses === "bubblewrap" ? "none: the programs of this machine" : one.image],
    ["agent's files", { none: "not there", ro: "read-only at /agent", rw: "writable at /agent" }[one.workspaceAccess]],
    ["scope", one.scope],
    ["network", one.network],
    ["limits", `${limits.join(", ")}, ${formatDuration(timeoutMs)}`],
    ["trouble", one.trouble && `nothing runs: ${one.trouble}`],
  ];
}

/** What to do about the first trouble. */
function nextOf(context: Context, { agents, images, engines }: SandboxStatus): string | undefined {
  const first = agents.find(({ trouble }) => trouble !== undefined);
  if (first === undefined) return undefined;
  const image = images.find(({ name }) => name === first.image);
  if (first.uses === "docker" && image?.present === false) {
    const tag = image.isDefault ? [] : ["--tag", image.name];
    return commandLine(context, "sandbox", "setup", ...tag);
  }
  if (first.uses === "docker") return 'Choose another image, or engine: "bubblewrap", in agents.defaults.sandbox.';
  if (first.uses === "bubblewrap") return 'Set network: "none" in agents.defaults.sandbox, or start Docker.';
  const bubblewrap = engines.find(({ name }) => name === "bubblewrap");
  const other =
    bubblewrap?.ok === true
      ? 'set engine: "bubblewrap" in agents.defaults.sandbox'
      : 'install the package bubblewrap and set engine: "bubblewrap" in agents.defaults.sandbox';
  return `Install Docker (on Debian: apt-get install docker.io) and start it; or ${other}.`;
}
