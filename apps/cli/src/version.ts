import { readFileSync } from "node:fs";

/** The version of this program. */
export function version(): string {
  // One level above src/ and above dist/ alike.
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
