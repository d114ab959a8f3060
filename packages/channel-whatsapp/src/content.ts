import type { WAContextInfo, WAProto } from "@whiskeysockets/baileys";

/** What a message says, as WhatsApp's protocol has it. */
export type Content = WAProto.IMessage;

// What WhatsApp puts around a message that vanishes, shows once, or has a caption; the message itself stands inside.
const wrappers = [
  "ephemeralMessage",
  "viewOnceMessage",
  "viewOnceMessageV2",
  "viewOnceMessageV2Extension",
  "documentWithCaptionMessage",
  "editedMessage",
  "associatedChildMessage",
  "lottieStickerMessage",
] as const satisfies readonly (keyof Content)[];

const deepest = 6;

/** The message inside its wrappers; `undefined` for nothing, and for more wrappers than any client makes. */
export function unwrap(message: Content | null | undefined): Content | undefined {
  let content = message ?? undefined;
  for (let depth = 0; content !== undefined; depth++) {
    const outer: Content = content;
    const wrapper = wrappers.find((name) => outer[name]?.message);
    if (wrapper === undefined) return outer;
    if (depth === deepest) return undefined;
    content = outer[wrapper]?.message ?? undefined;
  }
  return undefined;
}

/** The text or caption, as it was written. */
export function textOf(content: Content): string {
  const said =
    content.conversation ??
    content.extendedTextMessage?.text ??
    content.imageMessage?.caption ??
    content.videoMessage?.caption ??
    content.documentMessage?.caption;
  return typeof said === "string" ? said : "";
}

/** Mentions, quote and forwarding marks; of whichever part carries them. */
export function contextOf(content: Content): WAContextInfo | undefined {
  for (const part of Object.values(content)) {
    if (typeof part === "object" && part !== null && "contextInfo" in part && part.contextInfo) {
      return part.contextInfo as WAContextInfo;
    }
  }
  return undefined;
}
