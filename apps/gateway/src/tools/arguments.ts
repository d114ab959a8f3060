import { MoltbotError } from "@moltbot/core";
import type { ToolArguments } from "./tool.ts";

/**
 * An argument that must be text.
 * @throws MoltbotError `invalid`
 */
export function textArgument(args: ToolArguments, name: string, o: { empty?: true; max?: number } = {}): string {
  const value = args[name];
  if (typeof value !== "string" || (value === "" && o.empty !== true)) {
    throw new MoltbotError("invalid", `it needs ${name}, a text`);
  }
  const { max = 16_384 } = o;
  if (value.length > max) throw new MoltbotError("invalid", `${name} is longer than ${max} characters`);
  return value;
}

/** An argument that is a whole number within a range, or `usual` when it is absent or none. */
export function numberArgument(args: ToolArguments, name: string, o: { usual: number; max: number }): number {
  const value = args[name];
  return typeof value === "number" && Number.isInteger(value) && value >= 1 ? Math.min(value, o.max) : o.usual;
}
