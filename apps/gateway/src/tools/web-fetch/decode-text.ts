import { TextDecoder } from "node:util";
import { isHtml, type MediaType } from "./media-type.ts";

const marks: readonly (readonly [charset: string, ...bytes: number[]])[] = [
  ["utf-8", 0xef, 0xbb, 0xbf],
  ["utf-16le", 0xff, 0xfe],
  ["utf-16be", 0xfe, 0xff],
];

// Where documents name their own charset; browsers look no further either.
const searched = 1024;

/**
 * Bytes as text, by what counts most: a byte order mark, the header, the document's own word, else UTF-8. A charset that
 * nobody knows is read as UTF-8. `cut` bytes may end within a character, which is dropped.
 */
export function decodeText(bytes: Uint8Array, media: MediaType, cut: boolean): string {
  const marked = marks.find(([, ...mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  const decoder = decoderOf(marked) ?? decoderOf(media.charset) ?? decoderOf(named(bytes, media)) ?? new TextDecoder();
  return decoder.decode(bytes, { stream: cut });
}

function decoderOf(charset: string | undefined): TextDecoder | undefined {
  if (charset === undefined) return undefined;
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}

function named(bytes: Uint8Array, { type }: MediaType): string | undefined {
  const head = Buffer.from(bytes.subarray(0, searched)).toString("latin1");
  const declared = /^\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]{1,40})/i.exec(head)?.[1];
  if (declared !== undefined || !isHtml(type)) return declared;
  const meta = /<meta\s[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1];
  // A document that was found by its ASCII is none of these.
  return meta?.toLowerCase().startsWith("utf-16") ? "utf-8" : meta;
}
