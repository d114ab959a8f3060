import { MoltbotError } from "@moltbot/core";
import JSON5 from "json5";
import { type SchemaNode, schemaAt } from "../json-schema.ts";
import { formatPath, type Path } from "../problem.ts";

/**
 * A value as somebody types it at a shell: JSON5, or text without quotes where that can mean nothing else. `+8498…` and
 * `123456789` stay texts where the setting is one.
 * @throws MoltbotError `invalid` when it begins like JSON5 and is none
 */
export function readValue(text: string, path: Path): unknown {
  const trimmed = text.trim();
  const node = schemaAt(path);
  let value: unknown;
  try {
    value = JSON5.parse(trimmed);
  } catch (error) {
    if (!/^["'{[]/.test(trimmed)) return trimmed;
    throw new MoltbotError("invalid", `the value of ${formatPath(path)} begins like JSON5 and cannot be read as such`, {
      hint: `${endOf(error)} Put the whole value in single quotes, so that the shell leaves it alone.`,
      cause: error,
    });
  }
  const isWord = typeof value === "number" || typeof value === "boolean" || value === null;
  if (isWord && (takesOnlyText(node) || !isPlainWord(trimmed))) return trimmed;
  return value;
}

/** `0x10`, `+5`, `Infinity` are numbers in JSON5, and rarely meant as such. */
function isPlainWord(text: string): boolean {
  return /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(text);
}

function takesOnlyText(node: SchemaNode | undefined): boolean {
  if (node?.anyOf) return node.anyOf.every((branch) => takesOnlyText(branch));
  return node?.["type"] === "string";
}

function endOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return /end of input/.test(message) ? "It ends too early." : "A bracket, comma or quote is in the wrong place.";
}
