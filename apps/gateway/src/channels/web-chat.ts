import { createLoopback } from "@moltbot/channel";
import type { Clock, Random } from "@moltbot/core";
import type { WebChat, WebLine } from "../http/web-chat.ts";
import type { ChannelSpec } from "./spec.ts";

/** The built-in channel `web`: its account for the registry, and what the `/chat` page does with it. */
export interface WebChannel {
  readonly spec: ChannelSpec;
  readonly chat: WebChat;
}

/** Makes the web chat. `changed` is called after every line that a person or the bot adds. */
export function createWebChannel(o: { clock: Clock; random: Random; changed: () => void }): WebChannel {
  const loopback = createLoopback({ name: "web", clock: o.clock, random: o.random });
  const { adapter } = loopback;
  const place = (id: string): { id: string; kind: "dm" } => ({ id, kind: "dm" });
  return {
    spec: {
      channel: "web",
      account: "default",
      create: async () => ({
        ...adapter,
        async send(to, message) {
          const sent = await adapter.send(to, message);
          o.changed();
          return sent;
        },
        async edit(sent, message) {
          await adapter.edit?.(sent, message);
          o.changed();
        },
      }),
    },
    chat: {
      async say(who, text) {
        await loopback.receive({ conversation: place(who.id), sender: { ...who, isBot: false }, text });
        o.changed();
      },
      async press(who, payload, messageId) {
        await loopback.press({ conversation: place(who.id), by: { ...who, isBot: false }, payload, messageId });
      },
      lines: (id) => loopback.transcript(id).map(toLine),
    },
  };
}

function toLine(entry: ReturnType<ReturnType<typeof createLoopback>["transcript"]>[number]): WebLine {
  const { id, from, text, at } = entry;
  return from === "bot" && entry.actions.length > 0
    ? { id, from, text, at, actions: entry.actions }
    : { id, from, text, at };
}
