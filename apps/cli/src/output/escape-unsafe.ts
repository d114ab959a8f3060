import { hasUnsafeText } from "@moltbot/core";

/** JSON text in which every character that a terminal would act on or not show is `\uXXXX`; it parses to the same data. */
export function escapeUnsafe(json: string): string {
  if (!hasUnsafeText(json)) return json;
  let safe = "";
  for (const symbol of json) {
    if (symbol === "\n" || !hasUnsafeText(symbol)) safe += symbol;
    else for (let i = 0; i < symbol.length; i++) safe += `\\u${symbol.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return safe;
}
