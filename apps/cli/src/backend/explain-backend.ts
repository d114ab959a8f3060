import type { Explanation, MessageQuestion } from "@moltbot/gateway";
import type { Context } from "../context.ts";
import { withLooking } from "./looking-backend.ts";

/** A question about a message, with the person as typed. */
export interface TypedQuestion extends Omit<MessageQuestion, "who"> {
  readonly who: string;
}

/**
 * Asks the running gateway, else the store itself.
 * @throws MoltbotError `not_found` or `conflict` about the person, `invalid` for a broken config, `unavailable`
 */
export function askWhy(context: Context, { who, ...question }: TypedQuestion): Promise<Explanation> {
  const { mention, reply, ...texts } = question;
  const query = { ...texts, who, mention: String(mention), reply: String(reply) };
  return withLooking(context, {
    api: async (client) => (await client.get("/api/v1/explain", query)).body as Explanation,
    async store({ explain, pairing }) {
      const { onePerson } = await import("@moltbot/gateway");
      return explain({ ...question, who: await onePerson(pairing, who) });
    },
  });
}
