import type { Me } from "./people.ts";
import { type Fields, fields, objects, wholeNumber } from "./read.ts";

/** Whether an entity that Telegram itself marked names the bot; the bot's name in running text does not count. */
export function mentionsBot(message: Fields, content: string, me: Me): boolean {
  const name = `@${me.username.toLowerCase()}`;
  const entities = message["text"] === undefined ? message["caption_entities"] : message["entities"];
  return objects(entities).some((entity) => {
    if (entity["type"] === "text_mention") return fields(entity["user"])?.["id"] === me.id;
    const offset = wholeNumber(entity["offset"]);
    const length = wholeNumber(entity["length"]);
    if (offset === undefined || length === undefined || offset < 0 || length < 1) return false;
    const marked = content.slice(offset, offset + length).toLowerCase();
    if (entity["type"] === "mention") return marked === name;
    return entity["type"] === "bot_command" && marked.startsWith("/") && marked.endsWith(name);
  });
}

/** Whether `message` answers one of the bot's. */
export function repliesToBot(message: Fields, me: Me): boolean {
  const answered = fields(message["reply_to_message"]);
  // In a topic every message formally answers the one that opened it, which may be the bot's.
  if (answered === undefined || answered["forum_topic_created"] !== undefined) return false;
  return fields(answered["from"])?.["id"] === me.id;
}
