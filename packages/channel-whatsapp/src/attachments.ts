import type { Attachment } from "@moltbot/channel";
import type { Content } from "./content.ts";

const contents: readonly (readonly [field: keyof Content, kind: Attachment["kind"]])[] = [
  ["imageMessage", "image"],
  ["videoMessage", "video"],
  ["ptvMessage", "video"],
  ["audioMessage", "audio"],
  ["documentMessage", "file"],
  ["stickerMessage", "sticker"],
  ["locationMessage", "location"],
  ["liveLocationMessage", "location"],
  ["contactMessage", "contact"],
  ["contactsArrayMessage", "contact"],
  ["pollCreationMessage", "poll"],
  ["pollCreationMessageV2", "poll"],
  ["pollCreationMessageV3", "poll"],
  ["pollCreationMessageV5", "poll"],
  ["eventMessage", "other"],
  ["albumMessage", "other"],
  ["groupInviteMessage", "other"],
  ["orderMessage", "other"],
  ["productMessage", "other"],
  ["stickerPackMessage", "other"],
];

function sizeOf(value: unknown): number | undefined {
  // 64-bit numbers of the protocol come as objects.
  const size = typeof value === "object" && value !== null ? Number(value.toString()) : value;
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What came with a message. Nothing is downloaded, and the keys that could are left out. */
export function readAttachments(content: Content): readonly Attachment[] {
  return contents.flatMap(([field, kind]) => {
    const part = content[field];
    if (typeof part !== "object" || part === null) return [];
    const { fileName, mimetype, fileLength } = part as { fileName?: unknown; mimetype?: unknown; fileLength?: unknown };
    const [name, mimeType, sizeBytes] = [text(fileName), text(mimetype), sizeOf(fileLength)];
    return [
      {
        kind,
        ...(name === undefined ? {} : { name }),
        ...(mimeType === undefined ? {} : { mimeType }),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
      },
    ];
  });
}
