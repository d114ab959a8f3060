import { MoltbotError } from "@moltbot/core";
import type { ChannelAdapter } from "./adapter.ts";
import type { LoopbackRoom } from "./loopback-room.ts";
import type { OutboundMessage } from "./messages.ts";
import { splitText } from "./split-text.ts";
import type { LoopbackEntry } from "./transcript.ts";

/** Longest button payload of a loopback channel, in bytes. */
const payloadBytes = 512;

function partsOf(message: OutboundMessage, limit: number): string[] {
  const tooLong = message.actions?.flat().some((action) => Buffer.byteLength(action.payload) > payloadBytes);
  if (tooLong === true) throw new MoltbotError("invalid", `A button carries at most ${payloadBytes} bytes.`);
  const texts = splitText(message.text, limit);
  if (texts.length === 0) throw new MoltbotError("invalid", "A message needs text.");
  return texts;
}

/** The side of a loopback channel that the bot speaks through. */
export function createLoopbackAdapter(room: LoopbackRoom): ChannelAdapter {
  const show = (conversationId: string, id: string, text: string, message: OutboundMessage, edited: boolean): void => {
    const entry: LoopbackEntry = {
      from: "bot",
      id,
      text,
      actions: message.actions ?? [],
      ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
      at: room.clock.now(),
      edited,
    };
    room.transcripts.put(conversationId, entry);
    room.tell(conversationId, entry);
  };
  return {
    name: room.name,
    limits: { text: room.textLimit, actionPayload: payloadBytes, edit: true, actions: true, typing: false },
    identity: { username: "mutable", phone: "none", email: "none" },
    async start(host) {
      room.open(host);
    },
    async send(to, message) {
      room.host();
      const texts = partsOf(message, room.textLimit);
      const ids: string[] = [];
      for (const [index, text] of texts.entries()) {
        const id = room.newId();
        ids.push(id);
        show(to.id, id, text, index === texts.length - 1 ? message : { ...message, actions: [] }, false);
      }
      return { conversation: to, ids };
    },
    async edit(sent, message) {
      room.host();
      const [text = "", ...more] = partsOf(message, room.textLimit);
      const target = sent.ids.at(-1);
      if (target === undefined || more.length > 0) {
        throw new MoltbotError("invalid", "An edit must name a message and fit into it.", {
          hint: "Send a new message instead.",
        });
      }
      for (const extra of sent.ids.slice(0, -1)) room.transcripts.remove(sent.conversation.id, extra);
      show(sent.conversation.id, target, text, message, true);
    },
    probe: async () =>
      room.isRunning() ? { status: "ok" } : { status: "down", detail: "The channel is not running." },
    async stop() {
      room.close();
      await room.lanes.idle();
    },
  };
}
