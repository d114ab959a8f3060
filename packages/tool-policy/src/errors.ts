/** What is thrown for settings that cannot be read: a message that says where, and a hint that says what to write. */
export interface ToolPolicyError extends Error {
  readonly code: "invalid";
  /** What to write instead, as one sentence. */
  readonly hint: string;
  /** Layer, or group, that holds the mistake. */
  readonly layer: string;
  /** Path of the setting that holds it, if known: `agents.defaults.tools.deny`. */
  readonly source?: string;
  /** What is wrong with it, without where. */
  readonly because: string;
  /** The entry as written, if it is one entry. */
  readonly pattern?: string;
}

/** Where an entry is written. */
export interface Place {
  readonly layer: string;
  /** Path of the list, if known. */
  readonly source?: string | undefined;
  /** Not a layer, but something with a name of its own, such as a group. */
  readonly plain?: true;
}

/** How a place reads in a sentence. */
export function placeText(place: Place): string {
  if (place.plain) return place.source ?? place.layer;
  return place.source === undefined ? `layer "${place.layer}"` : `layer "${place.layer}" (${place.source})`;
}

/** Shows text that somebody wrote on one line, without anything that a terminal acts on. */
export function quote(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return JSON.stringify(shown).replace(/[^\x20-\x7e…]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Same shape as errors of `@moltbot/core`, which this package does not depend on. */
export function invalid(place: Place, pattern: string | undefined, because: string, hint: string): ToolPolicyError {
  const subject = pattern === undefined ? "" : `: ${quote(pattern)}`;
  const error = new Error(`${placeText(place)}${subject} ${because}`);
  error.name = "MoltbotError";
  const data = {
    layer: place.layer,
    because: pattern === undefined ? because : `${quote(pattern)} ${because}`,
    ...(place.source !== undefined && !place.plain && { source: place.source }),
    ...(pattern !== undefined && { pattern }),
  };
  return Object.assign(error, { code: "invalid" as const, hint, ...data, data });
}
