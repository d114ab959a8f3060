import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { isMoltbotError, MoltbotError, messageOf } from "@moltbot/core";

/** What a tar file holds, as far as importing an image goes. */
export type TarContents =
  | { readonly kind: "rootfs"; readonly hasSealedShell: boolean }
  | { readonly kind: "saved" /** Of the images in it. */; readonly names: readonly string[] };

/** Where {@link peekTar} looks for a shell that nobody can read. */
export const sealedShell = "/usr/lib/moltbot/sh";

const block = 512;

/**
 * Reads the headers of a tar file, plain or by gzip.
 * @throws MoltbotError `not_found`, or `invalid` when it is no image
 */
export async function peekTar(file: string): Promise<TarContents> {
  try {
    return await read(file);
  } catch (error) {
    if (isMoltbotError(error)) throw error;
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing) throw new MoltbotError("not_found", `there is no file ${file}`, { hint: "Check the path." });
    throw new MoltbotError("invalid", `${file} cannot be read: ${messageOf(error)}`, { hint: what, cause: error });
  }
}

const what =
  "Give it a tar file, plain or by gzip: of a root file system (docker export), or of an image (docker save).";

async function read(file: string): Promise<TarContents> {
  const isGzip = await startsLikeGzip(file);
  const plain = createReadStream(file);
  const gunzip = createGunzip();
  plain.once("error", (error) => gunzip.destroy(error));
  const stream = isGzip ? plain.pipe(gunzip) : plain;
  try {
    let manifest: Buffer | undefined;
    let hasSealedShell = false;
    const tops = new Set<string>();
    const bytes = byteReader(stream);
    for (let header = await bytes.take(block); header !== undefined; header = await bytes.take(block)) {
      const entry = entryOf(header);
      if (entry === undefined) break;
      tops.add(entry.name.split("/", 1)[0] ?? "");
      if (`/${entry.name}` === sealedShell && entry.isFile) hasSealedShell = (entry.mode & 0o444) === 0;
      const padded = Math.ceil(entry.size / block) * block;
      if (entry.name === "manifest.json" && entry.size < 1_048_576) {
        manifest = (await bytes.take(padded))?.subarray(0, entry.size);
      } else if (!(await bytes.skip(padded))) break;
    }
    if (manifest !== undefined) return { kind: "saved", names: namesIn(manifest) };
    if (tops.has("bin") || tops.has("usr")) return { kind: "rootfs", hasSealedShell };
    throw new MoltbotError("invalid", `${file} holds no image and no root file system`, { hint: what });
  } finally {
    plain.destroy();
    gunzip.destroy();
  }
}

async function startsLikeGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await handle.close();
  }
}

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly isFile: boolean;
}

/** `undefined`: the end, or no header. */
function entryOf(header: Buffer): Entry | undefined {
  const text = (from: number, to: number): string => header.toString("utf8", from, to).replace(/\0.*$/s, "");
  const octal = (from: number, to: number): number => Number.parseInt(text(from, to).trim() || "0", 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== octal(148, 156)) return undefined;
  // Sizes of 8 GiB and more are binary.
  const size = (header[124] ?? 0) >= 0x80 ? header.readUIntBE(130, 6) : octal(124, 136);
  const prefix = text(257, 262) === "ustar" ? text(345, 500) : "";
  const name = `${prefix === "" ? "" : `${prefix}/`}${text(0, 100)}`.replace(/^(\.?\/)+/, "");
  const type = text(156, 157);
  return { name, mode: octal(100, 108), size, isFile: type === "0" || type === "" };
}

function namesIn(manifest: Buffer): readonly string[] {
  const images: unknown = JSON.parse(manifest.toString("utf8"));
  if (!Array.isArray(images)) return [];
  return images.flatMap((image: { RepoTags?: unknown } | null) => {
    const names: readonly unknown[] = Array.isArray(image?.RepoTags) ? image.RepoTags : [];
    return names.filter((name) => typeof name === "string");
  });
}

interface ByteReader {
  /** The next bytes; `undefined` when there are fewer. */
  take(size: number): Promise<Buffer | undefined>;
  /** Says whether there were as many. */
  skip(size: number): Promise<boolean>;
}

function byteReader(stream: AsyncIterable<Buffer>): ByteReader {
  const source = stream[Symbol.asyncIterator]();
  const next = async (): Promise<Buffer | undefined> => {
    const { value, done } = await source.next();
    return done === true ? undefined : value;
  };
  let held: Buffer = Buffer.alloc(0);
  return {
    async take(size) {
      while (held.length < size) {
        const more = await next();
        if (more === undefined) return undefined;
        held = Buffer.concat([held, more]);
      }
      const taken = held.subarray(0, size);
      held = held.subarray(size);
      return taken;
    },
    async skip(size) {
      let left = size;
      while (left > held.length) {
        left -= held.length;
        const more = await next();
        if (more === undefined) return false;
        held = more;
      }
      held = held.subarray(left);
      return true;
    },
  };
}
