import { createReadStream } from "node:fs";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MoltbotError } from "@moltbot/core";
import type Docker from "dockerode";
import { unavailable } from "../trouble.ts";
import { askEngine, engineTrouble, type Patience, statusOf } from "./api.ts";

/** The image of sandboxes that name none. `buildImage` makes it. */
export const defaultImage = "moltbot-sandbox:1";

/** How that image is built: any with a POSIX shell, `setsid`, `base64` and `stat` would do, but its shell can be read. */
export const sandboxDockerfile = `ARG BASE=debian:bookworm-slim
FROM \${BASE}
USER 0:0
RUN mkdir -p /usr/lib/moltbot /workspace /agent \\
 && cp /bin/sh /usr/lib/moltbot/sh \\
 && chmod 0111 /usr/lib/moltbot/sh
LABEL moltbot.sandbox.shell=/usr/lib/moltbot/sh
ENV LANG=C.UTF-8
WORKDIR /workspace
USER 65534:65534
`;

/** The label with the path of a shell that nobody inside can read: its processes cannot be traced or looked into. */
export const shellLabel = "moltbot.sandbox.shell";

/** An image that is there. */
export interface FoundImage {
  /** Its digest. */
  readonly id: string;
  /** The shell that starts programs. */
  readonly shell: string;
  /** Whether the shell's memory and descriptors are closed to the programs that it starts. */
  readonly isSealed: boolean;
}

/** Finds an image by name or digest. It is never fetched here. @throws MoltbotError `unavailable`, `invalid` */
export async function findImage(docker: Docker, patience: Patience, name: string): Promise<FoundImage> {
  const info = await askEngine(
    patience,
    "look for an image",
    docker
      .getImage(name)
      .inspect()
      .catch((error: unknown) => {
        if (statusOf(error) !== 404) throw error;
        const fix = "Build one with `moltbot sandbox setup`, or import one from a file.";
        throw unavailable(`the sandbox image ${name} is not on this machine`, fix, error);
      }),
  );
  if (Object.keys(info.Config?.Volumes ?? {}).length > 0) {
    throw new MoltbotError("invalid", `the image ${name} declares volumes, which no limit holds for`, {
      hint: "Build an image without VOLUME.",
    });
  }
  const shell = info.Config?.Labels?.[shellLabel];
  const isSealed = shell !== undefined && /^\/[\w./-]{1,200}$/.test(shell);
  return { id: info.Id, shell: isSealed ? shell : "/bin/sh", isSealed };
}

/** How an image is built. */
export interface BuildOptions {
  readonly tag?: string;
  /** The image to start from: `debian:bookworm-slim` unless told. */
  readonly base?: string;
  /** Instead of {@link sandboxDockerfile}. */
  readonly dockerfile?: string;
  /** Told each line of the engine's log. */
  readonly onLine?: (line: string) => void;
}

/** Builds the image of sandboxes and gives back its digest. @throws MoltbotError `unavailable` */
export async function buildImage(docker: Docker, o: BuildOptions = {}): Promise<string> {
  const tag = o.tag ?? defaultImage;
  const context = await mkdtemp(join(tmpdir(), "moltbot-image-"));
  try {
    await writeFile(join(context, "Dockerfile"), o.dockerfile ?? sandboxDockerfile);
    const options = { t: tag, forcerm: true, networkmode: "none", ...(o.base && { buildargs: { BASE: o.base } }) };
    await finished(docker, await docker.buildImage({ context, src: ["Dockerfile"] }, options), o.onLine);
    return (await docker.getImage(tag).inspect()).Id;
  } catch (error) {
    throw engineTrouble("build an image", error);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** How an image is read from a file. */
export interface ImportOptions {
  /** A tar file: of a root file system, or what `docker save` wrote. */
  readonly file: string;
  readonly kind: "rootfs" | "saved";
  readonly tag?: string;
  /** Path of an unreadable shell in the root file system, for {@link shellLabel}. */
  readonly shell?: string;
}

/** Reads an image from a file, for machines without a network; gives back its digest. @throws MoltbotError `unavailable` */
export async function importImage(docker: Docker, o: ImportOptions): Promise<string> {
  const tag = o.tag ?? defaultImage;
  await access(o.file).catch(() => {
    throw new MoltbotError("not_found", `there is no file ${o.file}`);
  });
  const file = createReadStream(o.file);
  try {
    if (o.kind === "saved") {
      await finished(docker, await docker.loadImage(file));
    } else {
      const [repo, version = "latest"] = tag.split(":");
      const changes = o.shell ? [`LABEL ${shellLabel}=${o.shell}`] : [];
      await finished(docker, await docker.importImage(file, { repo, tag: version, changes }));
    }
    return (await docker.getImage(tag).inspect()).Id;
  } catch (error) {
    throw engineTrouble("import an image", error);
  } finally {
    file.destroy();
  }
}

interface Progress {
  readonly error?: string;
  readonly stream?: string;
}

function finished(docker: Docker, log: NodeJS.ReadableStream, onLine?: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (text: string): void =>
      reject(unavailable(`the image could not be made: ${text.trim()}`, "See what the engine said above."));
    docker.modem.followProgress(
      log,
      (error: Error | null, events: readonly Progress[] = []) => {
        const wrong = error?.message ?? events.find((event) => event.error)?.error;
        if (wrong === undefined) resolve();
        else fail(wrong);
      },
      (event: Progress) => {
        if (event.stream?.trim()) onLine?.(event.stream.trim());
      },
    );
  });
}
