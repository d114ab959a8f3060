import type { PlanRedirect } from "../plan/plan.ts";
import { beyond, code, type Reader } from "./reader.ts";
import { readWord } from "./word.ts";

const toFile = "> writes to a file";

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
  let target = at + 1;
  while (line.charCodeAt(target) === code.space || line.charCodeAt(target) === code.tab) target += 1;
  if (!line.startsWith("/dev/null", target)) return beyond(reader, toFile, at);
  reader.at = target;
  const word = readWord(reader);
  if (word === undefined) return undefined;
  return word === "/dev/null" ? { fd, to: "null" } : beyond(reader, toFile, at);
}

function readDuplicate(reader: Reader, fd: 1 | 2): PlanRedirect | undefined {
  const { line, at } = reader;
  const target = line.charAt(at + 2);
  if ((target !== "1" && target !== "2") || !/^[\s;|&<>()]?$/.test(line.charAt(at + 3))) {
    return beyond(reader, ">& writes to a file or to an unusual stream", at);
  }
  reader.at = at + 3;
  return { fd, to: target === "1" ? 1 : 2 };
}
