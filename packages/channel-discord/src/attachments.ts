import type { Attachment } from "@moltbot/channel";
import { type Fields, fields, objects, text, wholeNumber } from "./read.ts";

function kindOf(mimeType: string | undefined): Attachment["kind"] {
  const kind = mimeType?.split("/", 1)[0];
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "file";
}

function describe(file: Fields): Attachment {
  const id = text(file["id"]);
  const name = text(file["filename"]);
  const mimeType = text(file["content_type"]);
  const sizeBytes = wholeNumber(file["size"]);
  return {
    kind: kindOf(mimeType),
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

function describeSticker(sticker: Fields): Attachment {
  const id = text(sticker["id"]);
  const name = text(sticker["name"]);
  return { kind: "sticker", ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) };
}

/** What came with `message`. Nothing is downloaded. */
export function readAttachments(message: Fields): readonly Attachment[] {
  return [
    ...objects(message["attachments"]).map(describe),
    ...objects(message["sticker_items"]).map(describeSticker),
    ...(fields(message["poll"]) === undefined ? [] : [{ kind: "poll" } as const]),
  ];
}
