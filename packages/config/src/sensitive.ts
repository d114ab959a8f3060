import { plainText } from "@moltbot/core";
import type { Path } from "./problem.ts";

const secretNames = /token|secret|passw|passphrase|credential|api[-_]?key|private[-_]?key|^auth$|^key$/i;

/** Whether a setting of this name probably holds a secret. */
export function isSecretName(name: string): boolean {
  return secretNames.test(name) && name !== "maxTokens" && name !== "tokenTtl";
}

/** Whether the value at a path must not be shown. */
export function isSensitivePath(path: Path): boolean {
  const last = path.at(-1) ?? "";
  if (isSecretName(last)) return true;
  if (last === "url" && (path[0] === "database" || path[0] === "redis")) return true;
  const parent = path.at(-2);
  // Names inside the options of a third-party adapter count at every level.
  return parent === "env" || parent === "headers" || (path[0] === "channels" && path.some(isSecretName));
}

/** Whether the value at a path of a file must not be shown, wherever in a configuration the file may be included. */
export function isSensitiveAnywhere(path: Path): boolean {
  return path.some(isSecretName) || isSensitivePath(path) || isSensitivePath(["database", ...path]);
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

/** Whether a text is one reference to a variable or a file and nothing else: where a secret is kept is no secret. */
export function isReference(value: unknown): boolean {
  return typeof value === "string" && /^\$\{(\w+|file:[^}]+)\}$/.test(value);
}
