import type { JudgedCommand } from "../verdict.ts";

/** Every command inside a line. */
export function listCommands(line: string): readonly JudgedCommand[] {
  return line === "" ? [] : [];
}
