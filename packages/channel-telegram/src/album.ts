import type { InboundMessage } from "@moltbot/channel";
import { type Fields, fields, text } from "./read.ts";

/** How long an album may still grow after its last part came, in milliseconds. */
export const albumWaitMs = 700;
/** The most that Telegram puts into one album. */
const largest = 10;

/** The album that an update is a part of. Edits are none: they change one message. */
export function albumOf(update: Fields): string | undefined {
  const body = fields(update["message"]) ?? fields(update["channel_post"]);
  return text(body?.["media_group_id"]);
}

/** Knows which albums are complete. Telegram tells the parts one by one, and never how many there are. */
export interface Albums {
  /** Whether an album with `parts` parts may be handed on now. */
  isSettled(album: string, parts: number): boolean;
  forget(album: string): void;
}

/** Knows no album yet. `now` in milliseconds. */
export function createAlbums(now: () => number): Albums {
  const seen = new Map<string, { readonly parts: number; readonly until: number }>();
  return {
    isSettled(album, parts) {
      if (parts >= largest) return true;
      const before = seen.get(album);
      if (before?.parts === parts) return now() >= before.until;
      seen.set(album, { parts, until: now() + albumWaitMs });
      return false;
    },
    forget: (album) => seen.delete(album),
  };
}

/**
 * The parts of an album as the one message that people see. It takes place, time and sender of the first part. Its id
 * names the last one too: an album that grew after a crash is then another message, and no part is lost.
 */
export function joinAlbum(first: InboundMessage, more: readonly InboundMessage[]): InboundMessage {
  if (more.length === 0) return first;
  const parts = [first, ...more];
  const last = parts.at(-1) ?? first;
  const command = parts.find((part) => part.text !== "")?.command;
  const { command: _command, ...rest } = first;
  return {
    ...rest,
    id: `${first.id}-${last.id.slice(last.id.lastIndexOf(":") + 1)}`,
    text: parts
      .map((part) => part.text)
      .filter((each) => each !== "")
      .join("\n"),
    ...(command === undefined ? {} : { command }),
    mentionsBot: parts.some((part) => part.mentionsBot),
    repliesToBot: parts.some((part) => part.repliesToBot),
    ...(parts.some((part) => part.forwarded) ? { forwarded: true } : {}),
    attachments: parts.flatMap((part) => part.attachments),
  };
}
