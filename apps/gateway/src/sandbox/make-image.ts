import { isMoltbotError, MoltbotError } from "@moltbot/core";
import { buildImage, defaultImage, importImage } from "@moltbot/sandbox";
import { answeringDocker, lookForImage } from "./docker-client.ts";
import { peekTar, sealedShell } from "./peek-tar.ts";

/** An image that sandboxes can be made of. */
export interface MadeImage {
  readonly image: string;
  readonly digest: string;
  /** Whether its shell is closed to what it starts. */
  readonly sealed: boolean;
  /** Whether it has the name that sandboxes look for where the config names none. */
  readonly isDefault: boolean;
}

/** How the image is built. */
export interface SetUpImageOptions {
  /** Its name: `moltbot-sandbox:1` unless told. */
  readonly tag?: string | undefined;
  /** The image to start from. */
  readonly base?: string | undefined;
  /** Told each line of the engine's log. */
  readonly onLine?: (line: string) => void;
}

/** Builds the image of sandboxes. @throws MoltbotError `invalid`, `unavailable` */
export async function setUpImage({ tag, base, onLine }: SetUpImageOptions = {}): Promise<MadeImage> {
  const image = checkName(tag);
  if (base !== undefined && !/^\w[\w./:@-]{0,254}$/.test(base)) {
    throw new MoltbotError("invalid", "--base is not the name of an image", { hint: "Write it like debian:bookworm." });
  }
  const docker = await answeringDocker();
  const options = { tag: image, ...(base !== undefined && { base }), ...(onLine && { onLine }) };
  await buildImage(docker, options).catch((error: unknown) => {
    if (!isMoltbotError(error)) throw error;
    const hint =
      "Without a network, start from an image that is here (--base <image>), or take one from a file: moltbot sandbox import <tarball>";
    throw new MoltbotError(error.code, error.message, { hint, cause: error });
  });
  return made(docker, image);
}

/** How an image is read from a file. */
export interface ImportImageOptions {
  /** A tar file: of a root file system, or what `docker save` wrote; which one is found out. */
  readonly file: string;
  /** The name that it gets: `moltbot-sandbox:1` unless told. */
  readonly tag?: string | undefined;
}

/** Reads the image of sandboxes from a file. @throws MoltbotError `invalid`, `not_found`, `unavailable` */
export async function importSandboxImage({ file, tag }: ImportImageOptions): Promise<MadeImage> {
  const image = checkName(tag);
  const contents = await peekTar(file);
  if (contents.kind === "rootfs") {
    const docker = await answeringDocker();
    const shell = contents.hasSealedShell ? { shell: sealedShell } : {};
    await importImage(docker, { file, kind: "rootfs", tag: image, ...shell });
    return made(docker, image);
  }
  const name = nameOf(contents.names, image);
  const docker = await answeringDocker();
  const digest = await importImage(docker, { file, kind: "saved", tag: name });
  const [repo = image, version = "latest"] = image.split(":");
  if (name !== image) await docker.getImage(digest).tag({ repo, tag: version });
  return made(docker, image);
}

/** Which image of the file is meant. */
function nameOf(names: readonly string[], wanted: string): string {
  const [first, ...others] = names;
  if (names.includes(wanted)) return wanted;
  if (first !== undefined && others.length === 0) return first;
  throw first === undefined
    ? new MoltbotError("invalid", "the image in the file has no name", {
        hint: `Save it by its name: docker save -o image.tar ${wanted}`,
      })
    : new MoltbotError("invalid", `the file holds several images: ${names.join(", ")}`, {
        hint: "Say which one with --tag.",
      });
}

function checkName(name: string = defaultImage): string {
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?$/.test(name)) {
    throw new MoltbotError("invalid", "--tag is not a name that an image here can have", {
      hint: `Write it like ${defaultImage}: small letters and digits, then a colon and a version.`,
    });
  }
  return name.includes(":") ? name : `${name}:latest`;
}

async function made(docker: Awaited<ReturnType<typeof answeringDocker>>, image: string): Promise<MadeImage> {
  const facts = await lookForImage(docker, image);
  if (facts === undefined) throw new MoltbotError("unavailable", `Docker made ${image}, and does not have it now`);
  if (facts.hasVolumes) {
    throw new MoltbotError("invalid", `the image ${image} declares volumes, which no limit holds for`, {
      hint: "Take one without VOLUME.",
    });
  }
  return { image, digest: facts.digest, sealed: facts.sealed, isDefault: image === defaultImage };
}
