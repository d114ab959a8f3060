import { agentSettings, type Config } from "@moltbot/config";
import { formatDuration } from "@moltbot/core";
import type { AgentSandbox, SandboxStatus } from "@moltbot/gateway/sandbox";
import { withSessions } from "../backend/session-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { fields } from "../output/fields.ts";
import { printJson, sayNext } from "../output/print.ts";
import { loadCheckedSettings } from "../settings.ts";
import { shellText } from "./sandbox-image.ts";
import { knownAgent } from "./session-facts.ts";

/** What `sandbox explain` found out. */
interface Answer {
  readonly agent: string;
  readonly session?: string;
  /** Absent: no session was named. */
  readonly sandboxed?: boolean;
  readonly because: string;
  readonly directory?: string;
  readonly sandbox: AgentSandbox;
  readonly binds: readonly string[];
  /** Names of variables that get in. */
  readonly env: readonly string[];
  readonly pruneMinutes: number;
}

/** `sandbox explain`: what tools of a session, or of an agent's sessions, would work in, and why. */
export async function explainSandbox(
  context: Context,
  name: string | undefined,
  o: { agent?: string },
): Promise<ExitCode> {
  const { config } = await loadCheckedSettings(context);
  const session = name === undefined ? undefined : await withSessions(context, (backend) => backend.show(name));
  const agent = o.agent ?? session?.agent ?? "main";
  if (o.agent !== undefined) knownAgent(config, o.agent);
  const { sandboxStatus } = await import("@moltbot/gateway/sandbox");
  const status = await sandboxStatus(config, context.stateDir);
  const sandbox = status.agents.find((one) => one.agent === agent) ?? status.agents[0];
  if (sandbox === undefined) return exitCodes.failed;
  const { env, binds, pruneMinutes } = agentSettings(config, agent).sandbox;
  const isTheirs = session !== undefined && session.agent === agent;
  const answer: Answer = {
    agent,
    ...(session === undefined ? {} : { session: session.key }),
    ...(isTheirs ? { sandboxed: session.sandboxed, directory: session.directory } : {}),
    because: because(config, sandbox, isTheirs ? session.sandboxed : undefined),
    sandbox,
    binds,
    env: Object.keys(env),
    pruneMinutes,
  };
  const runs = sandbox.trouble === undefined || answer.sandboxed === false;
  if (context.json) printJson(context, answer);
  else print(context, answer, status);
  return runs ? exitCodes.ok : exitCodes.failed;
}

const modes: Readonly<Record<AgentSandbox["mode"], string>> = {
  off: "sandbox.mode is off: every session works on the host",
  all: "sandbox.mode is all: every session works in a sandbox",
  "non-main": "sandbox.mode is non-main: all but the owner's direct chat work in a sandbox",
};

function because(config: Config, { agent, mode }: AgentSandbox, sandboxed: boolean | undefined): string {
  const isElevated = sandboxed === false && mode !== "off" && agentSettings(config, agent).elevated.enabled;
  return isElevated ? `${modes[mode]}; tools.elevated lets this person out of it` : modes[mode];
}

function print(context: Context, answer: Answer, status: SandboxStatus): void {
  const { sandbox, sandboxed } = answer;
  const { memoryMb, cpus, pids, timeoutMs, diskMb } = sandbox.limits;
  const image = status.images.find(({ name }) => name === sandbox.image);
  const imageText =
    image?.present === true ? `${sandbox.image}, shell ${shellText(image.sealed === true)}` : sandbox.image;
  const inside: readonly (readonly [string, string | undefined])[] = [
    ["engine", sandbox.uses ?? `none (wanted: ${sandbox.engine})`],
    ["image", sandbox.uses === "bubblewrap" ? "none: the programs of this machine" : imageText],
    [
      "agent's files",
      { none: "not there", ro: "read-only at /agent", rw: "writable at /agent" }[sandbox.workspaceAccess],
    ],
    [
      "shared by",
      { session: "nobody else", agent: "all sessions of the agent", shared: "all sessions" }[sandbox.scope],
    ],
    ["network", sandbox.network],
    ["binds", answer.binds.join("; ")],
    ["variables", answer.env.join(", ")],
    [
      "limits",
      `${memoryMb} MiB memory, ${cpus} CPU, ${pids} processes, ${diskMb} MiB disk, ${formatDuration(timeoutMs)}`,
    ],
    [
      "removed",
      answer.pruneMinutes === 0 ? "never while it is idle" : `after ${answer.pruneMinutes} idle minutes; files stay`,
    ],
    ["trouble", sandbox.trouble && `nothing runs: ${sandbox.trouble}`],
  ];
  const works = sandboxed === undefined ? undefined : sandboxed ? "in a sandbox" : "on the host";
  context.io.out.write(
    fields(
      context.io.out,
      [
        ["session", answer.session],
        ["agent", answer.agent],
        ["works", works],
        ["because", answer.because],
        ["directory", answer.directory],
        ...(sandboxed === false || sandbox.mode === "off" ? [] : inside),
      ],
      { whole: true },
    ),
  );
  sayNext(context, "sandbox", "status");
}
