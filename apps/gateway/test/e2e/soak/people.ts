import type { Platforms } from "../../support/platforms.ts";
import type { Dice } from "./dice.ts";

/** Somebody who writes numbered commands, and what they get back. */
export interface Chatter {
  readonly channel: "telegram" | "discord" | "whatsapp";
  /** As the config names them. */
  readonly address: string;
  /** What they wrote, in the order in which the platform delivers it. */
  readonly wrote: readonly string[];
  write(): Promise<void>;
  /** Their platform delivers something once more, or late. */
  mess(): Promise<void>;
  /** Every answer, oldest first. */
  heard(): readonly string[];
}

type Last = { readonly again: () => unknown };

interface Parts {
  readonly p: Platforms;
  readonly dice: Dice;
  readonly next: () => string;
}

function onTelegram({ p, dice, next }: Parts, id: number): Chatter {
  const wrote: string[] = [];
  const past: Last[] = [];
  const say = (text: string, extra = {}): void => {
    wrote.push(text);
    const update = p.telegram.dm(id, text, { extra });
    past.push({ again: () => p.telegram.again(update) });
  };
  return {
    channel: "telegram",
    address: `telegram:${id}`,
    wrote,
    async write() {
      say(next());
    },
    async mess() {
      if (dice.oneIn(2)) return void past.at(-dice.between(1, 3))?.again();
      // The numbers of messages and the order of their delivery are two things.
      const [early, late] = [next(), next()];
      say(late, { message_id: 1_000_000 + wrote.length });
      say(early, { message_id: 900_000 + wrote.length });
    },
    heard: () => p.telegram.sent().flatMap(({ chatId, text }) => (chatId === id ? [text ?? ""] : [])),
  };
}

function onDiscord({ p, dice, next }: Parts, id: string): Chatter {
  const wrote: string[] = [];
  const past: Last[] = [];
  return {
    channel: "discord",
    address: `discord:${id}`,
    wrote,
    async write() {
      const text = next();
      wrote.push(text);
      const event = p.discord.dm(id, text);
      past.push({ again: () => p.discord.again(event) });
    },
    async mess() {
      past.at(-dice.between(1, 3))?.again();
    },
    heard: () => p.discord.sent().flatMap(({ userId, text }) => (userId === id ? [text ?? ""] : [])),
  };
}

function onWhatsApp({ p, next }: Parts, phone: string): Chatter {
  const wrote: string[] = [];
  const person = p.whatsapp.person(phone);
  return {
    channel: "whatsapp",
    address: `whatsapp:+${phone}`,
    wrote,
    async write() {
      const text = next();
      wrote.push(text);
      await p.whatsapp.dm(person, text);
    },
    async mess() {
      p.whatsapp.again();
    },
    heard: () => p.whatsapp.sent().flatMap(({ chat, text }) => (chat.startsWith(`${phone}@`) ? [text] : [])),
  };
}

/** Two people on each platform. */
export function createChatters(p: Platforms, dice: Dice): readonly Chatter[] {
  let count = 0;
  const parts: Parts = { p, dice, next: () => `/n${++count}` };
  return [
    ...[71, 72].map((id) => onTelegram(parts, id)),
    ...["803100000000000071", "803100000000000072"].map((id) => onDiscord(parts, id)),
    ...["84900000071", "84900000072"].map((phone) => onWhatsApp(parts, phone)),
  ];
}
