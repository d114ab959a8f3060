import { closeSync, constants, openSync, readSync } from "node:fs";
import { execPath } from "node:process";

// As much as Linux reads; an interpreter's name that does not fit in makes the file no program.
const headBytes = 256;
const machO = ["cafebabe", "cafebabf"];

/**
 * Whether the system starts a file by itself: a binary like the one that runs this, or a script whose first line names
 * an interpreter that is one. The C library hands everything else to a shell, so that it must not get there. A file that
 * may be run and not read passes: a shell could not read it either.
 */
export function canStart(file: string, depth = 4): boolean {
  const head = headOf(file);
  if (head === undefined) return true;
  if (head.toString("latin1", 0, 2) !== "#!") return isBinary(head);
  const text = head.toString("latin1") + (head.length < headBytes ? "\n" : "");
  const interpreter = /^#![ \t]*(\/[^ \t\n\0]*)[ \t\n]/.exec(text)?.[1];
  return interpreter !== undefined && depth > 0 && canStart(Buffer.from(interpreter, "latin1").toString(), depth - 1);
}

/** Of the same kind as Node's own binary: for ELF also the word size, the byte order and the machine. */
function isBinary(head: Buffer): boolean {
  own ??= headOf(execPath);
  if (own === undefined || head.length < 20) return false;
  const isElf = own.toString("latin1", 0, 4) === "\x7fELF";
  const isAlike = (from: number, to: number): boolean => own?.compare(head, from, to, from, to) === 0;
  return isElf ? isAlike(0, 6) && isAlike(18, 20) : isAlike(0, 4) || machO.includes(head.toString("hex", 0, 4));
}

let own: Buffer | undefined;

/** The first bytes of a file that is there; `undefined` when it may not be read. Throws what else the system says. */
function headOf(file: string): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EACCES") return undefined;
    throw error;
  }
  try {
    const head = Buffer.alloc(headBytes);
    return head.subarray(0, readSync(fd, head, 0, headBytes, 0));
  } finally {
    closeSync(fd);
  }
}
