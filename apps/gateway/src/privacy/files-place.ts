import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, opendir, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { JsonObject, Principal } from "@moltbot/core";
import type { PersonalPlace } from "@moltbot/pairing/privacy";

/** What a file of a person is, as an export lists it. */
export interface ListedFile {
  /** The directory's own name, which nobody can tell a person by, then the way inside it. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: string;
  /** Hex SHA-256 of a regular file; of links and devices nothing is read. */
  readonly sha256?: string;
}

/** The section of an export that holds what is in the files, piece by piece. */
export const contentSection = "file-contents";
const pieceBytes = 48 * 1024;

/** The directories that are one person's alone, on this machine. */
export function filesPlace(directoriesOf: (who: Principal) => Promise<readonly string[]>): PersonalPlace {
  return {
    name: "files",
    sections: ["files", contentSection],
    async count({ who }) {
      let files = 0;
      for (const directory of await directoriesOf(who)) for await (const _ of filesIn(directory)) files += 1;
      return files === 0 ? {} : { files };
    },
    async erase({ subject: { who } }) {
      let files = 0;
      for (const directory of await directoriesOf(who)) {
        for await (const _ of filesIn(directory)) files += 1;
        // Goes through no link: what a link leads to is not theirs.
        await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      }
      return files === 0 ? {} : { files };
    },
    async *export(section, { who }) {
      for (const directory of await directoriesOf(who)) {
        for await (const path of filesIn(directory)) {
          const listed = await describe(directory, path);
          if (listed === undefined) continue;
          if (section === contentSection) yield* contents(path, listed);
          else yield { ...listed };
        }
      }
    },
  };
}

/** Paths of everything below a directory that is no directory itself. None when it is not there. */
export async function* filesIn(directory: string): AsyncIterable<string> {
  const entries = await opendir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (entries === undefined) return;
  for await (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

async function describe(directory: string, path: string): Promise<ListedFile | undefined> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined) return undefined; // gone meanwhile
  const name = join(basename(directory), relative(directory, path));
  const about = { path: name, bytes: info.size, modifiedAt: info.mtime.toISOString() };
  return info.isFile() ? { ...about, sha256: await digest(path) } : about;
}

async function* contents(path: string, { path: name, sha256 }: ListedFile): AsyncIterable<JsonObject> {
  if (sha256 === undefined) return;
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes })) {
    const bytes = chunk as Buffer;
    yield { path: name, offset, base64: bytes.toString("base64") };
    offset += bytes.byteLength;
  }
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
