import type { PlanRedirect } from "../plan/plan.ts";
import { beyond, code, type Reader } from "./state.ts";
import { readWord } from "./word.ts";

/**
 * Reads the redirection at a `<` or `>`: `N>&M` and `N>/dev/null` with 1 and 2; whatever else touches files.
 * `digits` is the word right before it that names a file descriptor, or empty.
 */
export function readRedirect(reader: Reader, digits: string): PlanRedirect | undefined {
  const { line, at } = reader;
  if (line.charCodeAt(at) === code.less) return beyond(reader, "< reads from somewhere else than the words show", at);
  if (digits !== "" && digits !== "1" && digits !== "2") {
    return beyond(reader, `file descriptor ${digits.slice(0, 8)} is redirected`, at);
  }
  const fd = digits === "2" ? 2 : 1;
  if (line.charCodeAt(at + 1) === code.ampersand) return readDuplicate(reader, fd);
  const follows = line.charCodeAt(at + 1);
  if (follows === code.greater || follows === code.pipe || follows === code.open) {
    return beyond(reader, "> writes to a file", at);
  }
  reader.at = at + 1;
  skipSpaces(reader);
  if (!line.startsWith("/dev/null", reader.at)) return beyond(reader, "> writes to a file", at);
  const target = readWord(reader);
  if (target === undefined) return undefined;
  return target.value === "/dev/null" ? { fd, to: "null" } : beyond(reader, "> writes to a file", at);
}

function readDuplicate(reader: Reader, fd: 1 | 2): PlanRedirect | undefined {
  const { line, at } = reader;
  const target = line.charAt(at + 2);
  const from = reader.at;
  reader.at = at + 3;
  const ended = reader.at >= line.length || /[\s;|&<>()]/.test(line.charAt(reader.at));
  if ((target !== "1" && target !== "2") || !ended) {
    return beyond(reader, ">& writes to a file or to an unusual stream", from);
  }
  return { fd, to: target === "1" ? 1 : 2 };
}

function skipSpaces(reader: Reader): void {
  const { line } = reader;
  while (line.charCodeAt(reader.at) === code.space || line.charCodeAt(reader.at) === code.tab) reader.at += 1;
}
