import { hasUnsafeText } from "@moltbot/core";

/**
 * JSON for a terminal or a pipe: exact data, in which every character that a terminal would act on or not show is
 * written as `\uXXXX`, so that the same text is safe to look at and safe to parse.
 */
export function safeJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent) ?? "null";
  let safe = "";
  for (const symbol of text) safe += symbol !== "\n" && hasUnsafeText(symbol) ? escaped(symbol) : symbol;
  return safe;
}

function escaped(symbol: string): string {
  let text = "";
  for (let i = 0; i < symbol.length; i++) text += `\\u${symbol.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return text;
}
