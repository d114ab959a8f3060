import { MoltbotError, messageOf } from "@moltbot/core";
import { createDockerEngine, shellLabel } from "@moltbot/sandbox";
import Docker from "dockerode";

const otherwise =
  'say engine: "bubblewrap" in agents.defaults.sandbox: it needs the package bubblewrap, and no Docker and no image';

/**
 * The engine that `DOCKER_HOST` names, the usual one without it.
 * @throws MoltbotError `invalid` when that is no address of one
 */
export function dockerClient(): Docker {
  try {
    return new Docker();
  } catch (error) {
    throw new MoltbotError("invalid", `DOCKER_HOST names no Docker engine: ${messageOf(error)}`, {
      hint: "Write it as unix:///path/to/docker.sock, or leave it out.",
      cause: error,
    });
  }
}

/** The same, and it answers. @throws MoltbotError `unavailable`, with how to get one or do without */
export async function answeringDocker(): Promise<Docker> {
  const docker = dockerClient();
  const health = await createDockerEngine({ docker, answerMs: 10_000 }).probe();
  if (health.ok) return docker;
  const first = /\(E(ACCES|PERM)\)/.test(health.because)
    ? "Let the user that runs this command use the Docker socket"
    : "Install Docker (on Debian: apt-get install docker.io) and start it";
  throw new MoltbotError("unavailable", health.because, { hint: `${first}; or ${otherwise}.` });
}

/** What an engine knows of an image. */
export interface ImageFacts {
  readonly digest: string;
  /** Whether it has a shell that nobody inside can read or look into. */
  readonly sealed: boolean;
  /** Whether it declares volumes, and is refused for that. */
  readonly hasVolumes: boolean;
}

/** Looks for an image by name or digest. `undefined`: it is not there. */
export async function lookForImage(docker: Docker, name: string): Promise<ImageFacts | undefined> {
  try {
    const { Id: digest, Config: config } = await docker.getImage(name).inspect();
    const hasVolumes = Object.keys(config?.Volumes ?? {}).length > 0;
    return { digest, sealed: config?.Labels?.[shellLabel] !== undefined, hasVolumes };
  } catch (error) {
    if (error instanceof Error && "statusCode" in error && error.statusCode === 404) return undefined;
    throw error;
  }
}
