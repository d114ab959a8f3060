import { randomUUID } from "node:crypto";
import { type Conversation, type OutboundMessage, type SentMessage, splitText } from "@moltbot/channel";
import { type Clock, MoltbotError, plainText, sleep } from "@moltbot/core";
import { fold, withoutControls } from "./line.ts";
import { type IrcOptions, isChannel } from "./options.ts";
import { type People, whoHas } from "./people.ts";
import type { Session } from "./session.ts";

/** Longest line of text, in UTF-16 units: what is left of 512 bytes for plain letters, whoever is spoken to. */
export const textLimit = 300;

const lineBytes = 512;
/** The longest `user@host` that servers put into the lines of the bot. */
const ownAddressBytes = 11 + 1 + 64;

/** The lines that carry `text`: none empty, none with a control character, none longer than `bytes` of UTF-8. */
export function linesOf(text: string, bytes: number): string[] {
  return text
    .split(/\r?\n|\r/)
    .map((line) => withoutControls(line).trimEnd())
    .filter((line) => line !== "")
    .flatMap((line) => splitBytes(line, bytes));
}

function splitBytes(line: string, bytes: number): string[] {
  // A UTF-16 unit has three bytes at most.
  for (const limit of [Math.min(textLimit, bytes), Math.floor(bytes / 2), Math.floor(bytes / 3)]) {
    const parts = splitText(line, limit);
    if (parts.every((part) => Buffer.byteLength(part) <= bytes)) return parts;
  }
  throw new MoltbotError("invalid", "A line cannot be split.");
}

/** Waits until one more line may be sent: `burst` of them in a row, then one each `everyMs`. */
export function createPace(
  clock: Clock,
  { burst, everyMs }: IrcOptions["flood"],
): (signal: AbortSignal) => Promise<void> {
  let next = 0;
  return async (signal) => {
    const now = clock.now();
    next = Math.max(next, now - (burst - 1) * everyMs);
    const wait = next - now;
    next += everyMs;
    if (wait > 0) await sleep(clock, wait, signal);
  };
}

/** What sending needs. */
export interface Sending {
  readonly session: Session;
  readonly people: People;
  readonly guests: boolean;
  /** Resolves when the next line may go out. */
  readonly pace: () => Promise<void>;
}

/** The nickname of the person with this id; asked anew each time, because nicknames change hands. */
async function nickFor(id: string, { session, people, guests, pace }: Sending): Promise<string> {
  for (const nick of people.nicksOf(id)) {
    await pace();
    if ((await whoHas(session.wire, nick, guests)) === id) return nick;
  }
  throw new MoltbotError("unavailable", `${plainText(id, 80)} is not on IRC at the moment.`, {
    hint: "They get it when they are back.",
  });
}

/** Resolves once the server has taken every line so far. @throws MoltbotError `denied` when it took none for `target` */
async function taken({ session: { wire }, pace }: Sending, target: string): Promise<void> {
  const token = randomUUID();
  await pace();
  const answer = wire.next(({ command, params }) => {
    if (["401", "403", "404", "407"].includes(command) && fold(params[1]) === fold(target)) {
      throw new MoltbotError("denied", `IRC does not let the bot speak to ${target}: ${plainText(params.at(-1))}`);
    }
    return (command === "PONG" && params.at(-1) === token) || undefined;
  });
  wire.say("PING", token);
  await answer;
}

/**
 * Says `message` to a person or channel.
 * @throws MoltbotError `invalid` without text, `denied` when the server does not let the bot speak there, `unavailable`
 * when the person or the server is away
 */
export async function send(to: Conversation, message: OutboundMessage, sending: Sending): Promise<SentMessage> {
  const { wire, nick } = sending.session;
  if (to.kind === "group" && !isChannel(to.id)) {
    throw new MoltbotError("invalid", `${plainText(to.id, 80)} is no IRC channel.`);
  }
  const target = to.kind === "group" ? to.id : await nickFor(to.id, sending);
  const frame = `:${nick()}! PRIVMSG ${target} :\r\n`;
  const lines = linesOf(message.text, lineBytes - Buffer.byteLength(frame) - ownAddressBytes);
  if (lines.length === 0) throw new MoltbotError("invalid", "A message needs text.");
  for (const line of lines) {
    await sending.pace();
    wire.say("PRIVMSG", target, line);
  }
  await taken(sending, target);
  return { conversation: to, ids: lines.map(() => randomUUID()) };
}
