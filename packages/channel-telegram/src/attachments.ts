import type { Attachment } from "@moltbot/channel";
import { type Fields, fields, objects, text, wholeNumber } from "./read.ts";

// A message carries one of these; `animation` and `venue` come with a second field for older clients, so they go first.
const contents: readonly (readonly [field: string, kind: Attachment["kind"]])[] = [
  ["photo", "image"],
  ["audio", "audio"],
  ["voice", "audio"],
  ["video", "video"],
  ["video_note", "video"],
  ["animation", "video"],
  ["document", "file"],
  ["sticker", "sticker"],
  ["venue", "location"],
  ["location", "location"],
  ["contact", "contact"],
  ["poll", "poll"],
  ["dice", "other"],
  ["game", "other"],
  ["story", "other"],
  ["paid_media", "other"],
  ["checklist", "other"],
  ["invoice", "other"],
];

function describe(kind: Attachment["kind"], file: Fields): Attachment {
  const id = text(file["file_id"]);
  const name = text(file["file_name"]);
  const mimeType = text(file["mime_type"]);
  const sizeBytes = wholeNumber(file["file_size"]);
  return {
    kind,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

/** What came with `message`. Nothing is downloaded. */
export function readAttachments(message: Fields): readonly Attachment[] {
  for (const [field, kind] of contents) {
    // A photo comes in several sizes, the largest last.
    const file = fields(message[field]) ?? objects(message[field]).at(-1);
    if (file !== undefined) return [describe(kind, file)];
  }
  return [];
}
