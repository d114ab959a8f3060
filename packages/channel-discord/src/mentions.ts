import type { Me } from "./people.ts";
import { type Fields, fields, objects } from "./read.ts";

/** Discord's number for a message that answers another one. */
const reply = 19;

/**
 * Whether Discord itself marked a mention of the bot, or of the role that Discord made for it (`botRole`). The name in
 * running text does not count, nor does the ping of a reply, which stands in the list of mentions only.
 */
export function mentionsBot(message: Fields, content: string, me: Me, botRole: string | undefined): boolean {
  const listed = objects(message["mentions"]).some((user) => user["id"] === me.id);
  if (listed && (content.includes(`<@${me.id}>`) || content.includes(`<@!${me.id}>`))) return true;
  const roles = message["mention_roles"];
  return botRole !== undefined && Array.isArray(roles) && roles.includes(botRole);
}

/** Whether `message` answers one of the bot's. The first message of a thread quotes another too, and answers nothing. */
export function repliesToBot(message: Fields, me: Me): boolean {
  if (message["type"] !== reply) return false;
  return fields(fields(message["referenced_message"])?.["author"])?.["id"] === me.id;
}

/** `content` without the mention of the bot at its start, so that `@bot /help` is a command. */
export function withoutMention(content: string, me: Me): string {
  return content.replace(new RegExp(`^\\s*<@!?${me.id}>\\s*`), "");
}
