import type { Clock, Logger } from "@moltbot/core";
import { fold, type Line, nickOf } from "./line.ts";
import type { IrcOptions } from "./options.ts";
import { join, register } from "./register.ts";
import { openWire, type Wire } from "./wire.ts";

/** The bot on a server, from its welcome to the end of the connection. */
export interface Session {
  readonly wire: Wire;
  /** The bot's nickname at the moment. */
  nick(): string;
  /** Channels that would not let it in, with the reason. */
  readonly closed: readonly string[];
}

/**
 * Connects, registers and joins.
 * @throws MoltbotError as {@link register} does
 */
export async function openSession(
  o: IrcOptions,
  { clock, log }: { clock: Clock; log: Logger },
  heard: (line: Line, session: Session) => void,
): Promise<Session> {
  let nick = "";
  const closed: string[] = [];
  const wire = openWire(o, clock, (line) => {
    if (line.command === "001") nick = line.params[0] ?? o.nick;
    const isMine = fold(nickOf(line.source)) === fold(nick);
    if (line.command === "NICK" && isMine) nick = line.params[0] ?? nick;
    if (line.command === "KICK" && fold(line.params[1]) === fold(nick)) log.warn("kicked from an IRC channel");
    if (nick !== "") heard(line, session);
  });
  const session: Session = { wire, nick: () => nick, closed };
  try {
    await register(wire, o);
    if (nick !== o.nick) log.warn("the IRC nickname is taken", { wanted: o.nick, nick });
    for (const channel of o.channels) {
      const because = await join(wire, channel);
      if (because !== "") closed.push(`${channel}: ${because}`);
    }
    return session;
  } catch (error) {
    wire.end();
    throw error;
  }
}
