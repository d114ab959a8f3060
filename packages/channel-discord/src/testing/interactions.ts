import type { Clock } from "@moltbot/core";
import { DiscordRefusal } from "./refusal.ts";

/** The interactions that the bot was told of. */
export interface Interactions {
  /** A new one; returns its token. */
  begin(id: string): string;
  /** The bot answers. @throws DiscordRefusal when it is unknown, too late or answered already */
  answer(id: string, token: string, type: number): void;
  /** The bot takes its answer away. @throws DiscordRefusal when there is none */
  remove(token: string): string;
}

const patienceMs = 3000;

/** Tokens that are good for one answer within three seconds, as Discord's are. */
export function createInteractions(clock: Clock): Interactions {
  const open = new Map<string, { readonly token: string; readonly at: number; type?: number }>();
  return {
    begin(id) {
      const token = `aW50ZXJhY3Rpb24-${id}`;
      open.set(id, { token, at: clock.now() });
      return token;
    },
    answer(id, token, type) {
      const interaction = open.get(id);
      if (interaction?.token !== token || clock.now() - interaction.at > patienceMs) {
        throw new DiscordRefusal(404, 10062, "Unknown interaction");
      }
      if (interaction.type !== undefined) {
        throw new DiscordRefusal(400, 40060, "Interaction has already been acknowledged.");
      }
      interaction.type = type;
    },
    remove(token) {
      const [id, found] = [...open].find(([, interaction]) => interaction.token === token) ?? [];
      if (id === undefined || found?.type !== 5) throw new DiscordRefusal(404, 10015, "Unknown Webhook");
      return id;
    },
  };
}
