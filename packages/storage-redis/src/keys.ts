import { createHash } from "node:crypto";

const longest = 200;

/** A bounded key part that two different texts never share: long ones are replaced by their hash. */
export function keyPart(text: string): string {
  if (text.length <= longest && !text.startsWith("#")) return text;
  return `#${createHash("sha256").update(text, "utf8").digest("hex")}`;
}
