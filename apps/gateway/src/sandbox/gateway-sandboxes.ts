import { join, resolve } from "node:path";
import { agentIds, agentSettings, type Config, configFiles } from "@moltbot/config";
import type { Clock, Logger, Random } from "@moltbot/core";
import {
  createSandboxes,
  defaultImage,
  type Sandbox,
  type SandboxEngine,
  type SandboxSettings,
} from "@moltbot/sandbox";
import type { WorkspaceNames } from "../workspaces/names.ts";
import { sandboxKey, type WorkspaceUser } from "../workspaces/places.ts";
import { dockerImageId, dockerSocketOf } from "./docker-image.ts";
import { engineFor, gatewayEngines, probeEngines } from "./engines.ts";
import { installationId } from "./installation.ts";
import { sandboxSpec, specDigest } from "./sandbox-spec.ts";
import { sandboxesRoot } from "./sandboxes-root.ts";

/** Why sessions cannot run anything, and what to do. */
export interface SandboxTrouble {
  readonly because: string;
  readonly hint: string;
}

/** The sandboxes of a gateway. */
export interface GatewaySandboxes {
  /** Names the state directory that the files are kept in. */
  readonly installation: string;
  /**
   * The sandbox of a session, which may have another place after a change of the config. Nothing is started yet.
   * @throws MoltbotError `invalid` when the config describes one that would open the host
   */
  open(user: () => WorkspaceUser): Promise<Sandbox>;
  /** For a changed config: ends what runs by wider settings than it would get now, and says how many calls that were. */
  review(): Promise<number>;
  /** Digests of what it is made from, to be compared just before something runs in it. */
  fingerprint(user: WorkspaceUser): Promise<Readonly<Record<string, string>>>;
  /** Why sandboxed sessions of this config cannot run anything at the moment; empty when they can. */
  trouble(): Promise<readonly SandboxTrouble[]>;
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** What sandboxes are opened with. */
export interface GatewaySandboxesOptions {
  readonly config: () => Config;
  readonly names: WorkspaceNames;
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

/** What the gateway keeps for itself in the state directory. */
const own = ["data", "gateway.json", "gateway.log", "installation", "workspaces", "moltbot.json5", "moltbot.json5.bak"];

/** Opens them, and removes what an earlier process left. An engine that does not answer is no error here. */
export async function openSandboxes(o: GatewaySandboxesOptions): Promise<GatewaySandboxes> {
  const { clock, random, log, stateDir } = o;
  const installation = await installationId(stateDir, random);
  const engines = o.engines ?? gatewayEngines({ clock, random });
  const sandboxes = createSandboxes({
    engines,
    root: sandboxesRoot(stateDir),
    owner: `${installation}:${o.port}`,
    clock,
    random,
    log,
    // Whoever could write the config would make the rules. Asked each time, as the config may name other files by then.
    get guarded() {
      return [...own.map((name) => join(stateDir, name)), ...configFiles(o.config()).map((file) => resolve(file))];
    },
  });
  await sandboxes.recover();
  const settings = async (user: WorkspaceUser, config: Config): Promise<SandboxSettings> => ({
    scopeKey: await sandboxKey(o.names, config, user),
    spec: await sandboxSpec(config, user.agentId, stateDir),
  });
  return {
    installation,
    async open(user) {
      for (;;) {
        const config = o.config();
        const { scopeKey, spec } = await settings(user(), config);
        const sandbox = await sandboxes.open(scopeKey, spec, () => settings(user(), o.config()));
        // A review that came before it was open knows nothing of it.
        if (config === o.config()) return sandbox;
      }
    },
    review: () => sandboxes.review(),
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

async function troubleWith(engines: readonly SandboxEngine[], config: Config): Promise<readonly SandboxTrouble[]> {
  const sandboxed = agentIds(config)
    .map((id) => agentSettings(config, id).sandbox)
    .filter(({ mode }) => mode !== "off");
  if (sandboxed.length === 0) return [];
  const reports = await probeEngines(engines);
  const found = await Promise.all(
    sandboxed.map(async ({ engine: wanted, image }): Promise<SandboxTrouble | undefined> => {
      const able = engineFor(wanted, reports);
      if (typeof able === "string") return { because: able, hint: "Start Docker or install bubblewrap." };
      return engines.find(({ name }) => name === able.name)?.lacks?.(image);
    }),
  );
  // What several agents lack is said once.
  return [...new Map(found.flatMap((one) => (one === undefined ? [] : [[one.because, one]]))).values()];
}
