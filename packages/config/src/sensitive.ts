import { plainText } from "@moltbot/core";
import type { Path } from "./problem.ts";

const secretKeys = /token|secret|passw|passphrase|credential|api[-_]?key|private[-_]?key|^auth$/i;

/** Whether the value at a path must not be shown. */
export function isSensitivePath(path: Path): boolean {
  const last = path.at(-1) ?? "";
  if (secretKeys.test(last) && last !== "maxTokens" && last !== "tokenTtl") return true;
  if (last === "url" && (path[0] === "database" || path[0] === "redis")) return true;
  const parent = path.at(-2);
  return parent === "env" || parent === "headers" || (path.includes("options") && last === "key");
}

/** Whether a text looks like a token, key or URL with a password, wherever it stands. */
export function looksSecret(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/\s]*@/i.test(text)) return true;
  if (/^[a-z-]+:[@+]?\w{1,24}$/.test(text)) return false;
  return (
    text.length >= 20 && /^[\w:.+/=-]+$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text) && !text.includes("://")
  );
}

/** A value as a message shows it; secrets and long texts are not shown. */
export function showValue(value: unknown, path: Path, fromEnvironment: boolean): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block in { }";
  const hidden = fromEnvironment || isSensitivePath(path) || (typeof value === "string" && looksSecret(value));
  if (hidden) return "this value";
  return typeof value === "string" ? `"${plainText(value, 40)}"` : String(value);
}
