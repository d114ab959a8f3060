import type { Clock, Logger } from "@moltbot/core";
import { Routes } from "discord.js";
import type { Calls } from "./calls.ts";
import type { Me } from "./people.ts";
import { type Fields, snowflake, text } from "./read.ts";
import { interactionKinds } from "./translate.ts";

/** One interaction that Discord waits for. */
export interface OpenAnswer {
  /** The interaction is durable. */
  durable(): void;
}

/** Answers interactions in time. */
export interface Answers {
  /** Starts the time of an interaction that just came. */
  open(interaction: Fields): OpenAnswer;
}

// Discord waits 3 seconds and then shows "The application did not respond".
const deadlineMs = 2000;
/** Discord's numbers: an answer comes later, seen by nobody else; nothing to see, the press was heard. */
const later = { type: 5, data: { flags: 64 } } as const;
const heard = { type: 6 } as const;

/**
 * A press or a slash command is answered once it is durable, or after two seconds, so that a slow store does not look
 * like a broken bot. The bot's words come as ordinary messages, so the placeholder of a slash command is taken away.
 */
export function createAnswers(o: { calls: Calls; me: () => Me | undefined; clock: Clock; log: Logger }): Answers {
  const { calls, clock, log } = o;
  const acknowledge = async (id: string, token: string, body: typeof later | typeof heard): Promise<boolean> => {
    try {
      const route = Routes.interactionCallback(id, token);
      await calls.call("answer an interaction", (rest, signal) => rest.post(route, { body, signal, auth: false }));
      return true;
    } catch {
      // Too late, or another replica was faster: the event itself is safe.
      log.debug("discord took no answer to an interaction");
      return false;
    }
  };
  const remove = async (token: string): Promise<void> => {
    const me = o.me();
    if (me === undefined) return;
    try {
      const route = Routes.webhookMessage(me.applicationId, token);
      await calls.call("take a placeholder away", (rest, signal) => rest.delete(route, { signal, auth: false }));
    } catch {
      log.debug("discord kept the placeholder of a slash command");
    }
  };
  return {
    open(interaction) {
      const id = snowflake(interaction["id"]);
      const token = text(interaction["token"]);
      const kind = interaction["type"];
      const isCommand = kind === interactionKinds.command;
      if (id === undefined || token === undefined || (!isCommand && kind !== interactionKinds.component)) {
        return { durable() {} };
      }
      let acknowledged: Promise<boolean> | undefined;
      const answer = (): Promise<boolean> => {
        cancel();
        acknowledged ??= acknowledge(id, token, isCommand ? later : heard);
        return acknowledged;
      };
      const cancel = clock.after(deadlineMs, () => void answer());
      return {
        durable() {
          void answer().then((taken) => (taken && isCommand ? remove(token) : undefined));
        },
      };
    },
  };
}
