import { basename } from "node:path";
import type { RulePlace } from "@moltbot/gateway/policy";

/** `file:line path` of a setting; the path alone where the file does not have it. */
export function showPlace({ file, line, path }: RulePlace): string {
  return file === undefined || line === undefined ? path : `${basename(file)}:${line} ${path}`;
}
