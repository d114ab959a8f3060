import { quoteWord } from "../compile-command.ts";
import type { Call } from "../engine.ts";

/**
 * What every lane knows first, in a POSIX shell: 3 and 4 are the lane's own streams, and `says` ends an answer. Built-ins
 * only, so that it works when nothing can be forked any more.
 */
export const lanePrelude = `exec 3>&1 4>&2 2>/dev/null
moltbot_setsid=$(command -v setsid) || moltbot_setsid=
says() { printf '\\036%s %s %s\\036' "$1" "$2" "$3" >&4; printf '\\036%s\\036' "$1" >&3; }
`;

/** Answers with `pid`, or zero where the system lacks `setsid`. */
export function introduces(nonce: string, pid: string): string {
  return `if [ -n "$moltbot_setsid" ]; then says ${nonce} ${pid} 0; else says ${nonce} 0 0; fi\n`;
}

/**
 * Starts a program as the leader of its own session, without the lane's descriptors, and waits for its end. `first` is
 * code that runs in its place before it.
 */
export function startProgram(nonce: string, call: Call, first = ""): string {
  const variables = Object.entries(call.env).map(([name, value]) => `${name}=${quoteWord(value)}`);
  const words = call.argv.map(quoteWord).join(" ");
  const exports = variables.length > 0 ? `export ${variables.join(" ")}; ` : "";
  const program = call.stdin ? `sh -c 'base64 -d | exec "$@"' sh ${words}` : words;
  const input = call.stdin ? ` <<'${nonce}'` : " </dev/null";
  const body = call.stdin ? `${base64Lines(call.stdin)}${nonce}\n` : "";
  const start = `cd ${quoteWord(call.cwd)} || exit 126; ${first}${exports}exec "$moltbot_setsid" ${program}`;
  return `(${start})${input} >&3 2>&4 3>&- 4>&-\n${body}`;
}

const lineBytes = 57 * 64;

function base64Lines(data: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += lineBytes) {
    lines.push(Buffer.from(data.subarray(at, at + lineBytes)).toString("base64"));
  }
  return lines.map((line) => `${line}\n`).join("");
}
