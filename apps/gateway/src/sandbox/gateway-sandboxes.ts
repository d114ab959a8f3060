import { join } from "node:path";
import { getuid } from "node:process";
import { agentIds, agentSettings, type Config } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import {
  createBubblewrapEngine,
  createDockerEngine,
  createSandboxes,
  defaultImage,
  type Sandbox,
  type SandboxEngine,
  scopeKey,
} from "@moltbot/sandbox";
import { dockerImageId, dockerSocketOf } from "./docker-image.ts";
import { installationId } from "./installation.ts";
import { sandboxSpec, specDigest } from "./sandbox-spec.ts";

/** Whose sandbox. */
export interface SandboxUser {
  readonly agentId: string;
  /** The session's key. */
  readonly key: string;
}

/** The sandboxes of a gateway. */
export interface GatewaySandboxes {
  /** Names the state directory that the files are kept in. */
  readonly installation: string;
  /**
   * The sandbox of a session. Nothing is started yet.
   * @throws MoltbotError `invalid` when the config describes one that would open the host
   */
  open(user: SandboxUser): Promise<Sandbox>;
  /** Digests of what it is made from, to be compared just before something runs in it. */
  fingerprint(user: SandboxUser): Promise<Readonly<Record<string, string>>>;
  /** Why sandboxed sessions of this config cannot run anything at the moment; empty when they can. */
  trouble(): Promise<readonly string[]>;
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** What sandboxes are opened with. */
export interface GatewaySandboxesOptions {
  readonly config: () => Config;
  readonly stateDir: string;
  /** Tells processes apart that share a state directory. */
  readonly port: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What the host says, `DOCKER_HOST` among it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Docker and bubblewrap unless told. */
  readonly engines?: readonly SandboxEngine[];
}

/** Opens them, and removes what an earlier process left. An engine that does not answer is no error here. */
export async function openSandboxes(o: GatewaySandboxesOptions): Promise<GatewaySandboxes> {
  const { clock, random, log, stateDir } = o;
  const installation = await installationId(stateDir, random);
  const engines = o.engines ?? [createDockerEngine({ clock, random }), createBubblewrapEngine({ clock })];
  const sandboxes = createSandboxes({
    engines,
    root: sandboxesRoot(stateDir),
    owner: `${installation}:${o.port}`,
    clock,
    random,
    log,
    guarded: ["data", "gateway.json", "installation", "workspaces"].map((name) => join(stateDir, name)),
  });
  await sandboxes.recover();
  return {
    installation,
    async open({ agentId, key }) {
      const config = o.config();
      const { scope } = agentSettings(config, agentId).sandbox;
      return sandboxes.open(
        scopeKey(scope, { agentId, sessionKey: key }),
        await sandboxSpec(config, agentId, stateDir),
      );
    },
    async fingerprint({ agentId }) {
      const spec = await sandboxSpec(o.config(), agentId, stateDir);
      const socket = spec.engine === "bubblewrap" ? undefined : dockerSocketOf(o.env["DOCKER_HOST"]);
      const image = socket && (await dockerImageId(socket, spec.image ?? defaultImage));
      return { sandbox: specDigest(spec), ...(image === undefined ? {} : { image }) };
    },
    trouble: () => troubleWith(engines, o.config()),
    sweep: () => sandboxes.sweep(clock.now()),
    close: () => sandboxes.close(),
  };
}

/**
 * Inside, nobody is root. Where the gateway is, the user inside could not pass through the state directory, which is closed
 * to all others; so the files lie beside it.
 */
function sandboxesRoot(stateDir: string): string {
  return getuid?.() === 0 ? `${stateDir}.sandboxes` : join(stateDir, "sandboxes");
}

async function troubleWith(engines: readonly SandboxEngine[], config: Config): Promise<readonly string[]> {
  const wanted = new Set(
    agentIds(config)
      .map((id) => agentSettings(config, id).sandbox)
      .filter(({ mode }) => mode !== "off")
      .map(({ engine }) => engine),
  );
  if (wanted.size === 0) return [];
  const health = await Promise.all(engines.map(async (engine) => ({ name: engine.name, ...(await engine.probe()) })));
  return [...wanted].flatMap((name) => {
    const able = health.filter((one) => name === "auto" || one.name === name);
    if (able.some(({ ok }) => ok)) return [];
    const reasons = able.map((one) => (one.ok ? "" : `${one.name}: ${one.because}`));
    return [`sandboxed sessions run nothing: ${reasons.join("; ") || `${name} is not set up`}`];
  });
}
