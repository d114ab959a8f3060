import { hasUnsafeText } from "@moltbot/core";

/** Text of several lines without any character that a terminal would act on; line breaks and spaces stay. */
export function harmless(text: string): string {
  let safe = "";
  for (const symbol of text) if (symbol === "\n" || !hasUnsafeText(symbol)) safe += symbol;
  return safe;
}
