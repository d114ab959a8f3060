import { readdir } from "node:fs/promises";
import { agentIds, agentSettings, type Config, type SandboxSettings } from "@moltbot/config";
import { messageOf, systemClock, systemRandom } from "@moltbot/core";
import { defaultImage, type EngineName } from "@moltbot/sandbox";
import { dockerClient, lookForImage } from "./docker-client.ts";
import { type EngineReport, engineFor, gatewayEngines, probeEngines } from "./engines.ts";
import { sandboxesRoot } from "./sandboxes-root.ts";

/** An image that the config names, as Docker knows it. */
export interface ImageReport {
  readonly name: string;
  /** Whether it is the one that is looked for where the config names none. */
  readonly isDefault: boolean;
  /** Absent: Docker does not answer, so nobody knows. */
  readonly present?: boolean;
  readonly digest?: string;
  /** Whether its shell is closed to what it starts. */
  readonly sealed?: boolean;
  /** Why no sandbox can be made of it. */
  readonly trouble?: string;
}

/** What the config says about the sandboxes of an agent, and what comes of it here. */
export interface AgentSandbox
  extends Pick<SandboxSettings, "mode" | "engine" | "workspaceAccess" | "scope" | "network" | "limits"> {
  readonly agent: string;
  /** The engine that they get at the moment; absent: none. */
  readonly uses?: EngineName;
  readonly image: string;
  /** Why nothing runs in them. */
  readonly trouble?: string;
}

/** What sandboxes are made of on this machine. */
export interface SandboxStatus {
  readonly engines: readonly EngineReport[];
  readonly images: readonly ImageReport[];
  readonly agents: readonly AgentSandbox[];
  /** How many scopes of this installation have files here; absent: the directory cannot be read. */
  readonly workspaces?: number;
}

/** Looks at the engines, the images and the config, as the gateway would; makes and starts nothing. */
export async function sandboxStatus(config: Config, stateDir: string): Promise<SandboxStatus> {
  const docker = dockerClient();
  const clock = systemClock;
  const engines = await probeEngines(gatewayEngines({ clock, random: systemRandom, answerMs: 5000 }));
  const settings = agentIds(config).map((agent) => ({ agent, ...agentSettings(config, agent).sandbox }));
  const names = new Set(settings.map(({ image }) => image ?? defaultImage));
  const answers = engines.some(({ name, ok }) => name === "docker" && ok);
  const report = (name: string): Promise<ImageReport> =>
    lookForImage(docker, name).then(
      (facts) => imageReport(name, facts),
      (error: unknown) => ({
        ...named(name),
        trouble: `Docker does not say whether ${name} is there: ${messageOf(error)}`,
      }),
    );
  const images = await Promise.all([...names].map((name) => (answers ? report(name) : named(name))));
  const workspaces = await countIn(sandboxesRoot(stateDir));
  return {
    engines,
    images,
    agents: settings.map((one) => agentSandbox(one, engines, images)),
    ...(workspaces === undefined ? {} : { workspaces }),
  };
}

function named(name: string): ImageReport {
  return { name, isDefault: name === defaultImage };
}

function imageReport(name: string, facts: Awaited<ReturnType<typeof lookForImage>>): ImageReport {
  if (facts === undefined)
    return { ...named(name), present: false, trouble: `the image ${name} is not on this machine` };
  const { hasVolumes, ...rest } = facts;
  const trouble = hasVolumes ? { trouble: `the image ${name} declares volumes, which no limit holds for` } : {};
  return { ...named(name), present: true, ...rest, ...trouble };
}

function agentSandbox(
  settings: SandboxSettings & { readonly agent: string },
  engines: readonly EngineReport[],
  images: readonly ImageReport[],
): AgentSandbox {
  const { agent, mode, engine, image = defaultImage, workspaceAccess, scope, network, limits } = settings;
  const found = engineFor(engine, engines);
  const uses = typeof found === "string" ? undefined : found.name;
  const trouble =
    typeof found === "string"
      ? found
      : found.name === "docker"
        ? images.find(({ name }) => name === image)?.trouble
        : network === "none"
          ? undefined
          : "bubblewrap has no network of its own to give";
  return {
    ...{ agent, mode, engine, image, workspaceAccess, scope, network, limits },
    ...(uses === undefined ? {} : { uses }),
    ...(trouble === undefined || mode === "off" ? {} : { trouble }),
  };
}

async function countIn(root: string): Promise<number | undefined> {
  try {
    return (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).length;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? 0 : undefined;
  }
}
