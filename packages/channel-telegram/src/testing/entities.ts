/** The entities that Telegram marks in plain text: commands, mentions and links. Offsets in UTF-16 units. */
export interface Entity {
  readonly type: "bot_command" | "mention" | "url";
  readonly offset: number;
  readonly length: number;
}

const marks =
  /(?<bot_command>(?<![\w/])\/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?)(?![\w/])|(?<mention>(?<!\w)@\w{3,32})\b|(?<url>https?:\/\/\S+)/g;

/** Finds what Telegram would mark in `text`. */
export function entitiesOf(text: string): Entity[] {
  const found: Entity[] = [];
  for (const hit of text.matchAll(marks)) {
    const groups = hit.groups ?? {};
    const type = groups["bot_command"] ? "bot_command" : groups["mention"] ? "mention" : "url";
    found.push({ type, offset: hit.index, length: hit[0].length });
  }
  return found;
}
