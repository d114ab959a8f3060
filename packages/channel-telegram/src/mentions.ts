import type { Me } from "./people.ts";
import { type Fields, fields, objects, wholeNumber } from "./read.ts";

interface Span {
  readonly start: number;
  readonly end: number;
}

function spanOf(entity: Fields): Span | undefined {
  const offset = wholeNumber(entity["offset"]);
  const length = wholeNumber(entity["length"]);
  if (offset === undefined || length === undefined || offset < 0 || length < 1) return undefined;
  return { start: offset, end: offset + length };
}

const quotes: ReadonlySet<unknown> = new Set(["blockquote", "expandable_blockquote"]);

/**
 * Whether an entity that Telegram itself marked names the bot; the bot's name in running text does not count, nor what
 * stands in a quotation.
 */
export function mentionsBot(message: Fields, content: string, me: Me): boolean {
  const name = `@${me.username.toLowerCase()}`;
  const entities = objects(message["text"] === undefined ? message["caption_entities"] : message["entities"]);
  const quoted = entities.filter((entity) => quotes.has(entity["type"])).map(spanOf);
  return entities.some((entity) => {
    const span = spanOf(entity);
    if (span === undefined) return false;
    if (quoted.some((quote) => quote !== undefined && quote.start <= span.start && span.end <= quote.end)) return false;
    if (entity["type"] === "text_mention") return fields(entity["user"])?.["id"] === me.id;
    const marked = content.slice(span.start, span.end).toLowerCase();
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
