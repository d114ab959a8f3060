import type { Call } from "../engine.ts";
import { introduces, lanePrelude, startProgram } from "../lane/script.ts";
import type { SandboxLimits } from "../limits.ts";

// What follows runs in the shell that is the first process of a sandbox, with built-ins only. `marks` says how the lane's
// streams are set: a program shares them, and may have left them so that nobody waits for who reads. `ends` looks for what
// a call left: processes (a zombie whose threads live on is one), temporary files, System V objects, streams set otherwise.
const prelude = `${lanePrelude}
marks() {
  M=
  for f in 3 4; do
    while read -r k v; do [ "$k" != flags: ] || M="$M $v"; done </proc/self/fdinfo/$f
  done
}
zombie() {
  x=; read -r x <"$1/stat" || return 0
  set -- \${x##*) }
  [ "$1" = Z ] && [ "\${18}" -le 1 ]
}
leaves() {
  for f in /proc/[0-9]*; do [ "$f" = /proc/1 ] || zombie "$f" || return 0; done
  for f in /tmp/* /tmp/.[!.]* /tmp/..?* /dev/shm/* /dev/shm/.[!.]* /dev/shm/..?*; do
    [ ! -e "$f" ] && [ ! -L "$f" ] || return 0
  done
  for f in shm sem msg; do
    if { read -r x && read -r x; } </proc/sysvipc/$f; then return 0; fi
  done
  marks; [ "$M" != "$M1" ]
}
ends() { u=0; if leaves; then u=1; fi; says "$1" "$2" "$u"; }
marks; M1=$M
`;

/** What makes a shell a lane; it answers with a number that is not zero. */
export function openWarmLane(nonce: string): string {
  return `${prelude}${introduces(nonce, "1")}`;
}

/** Runs a program within its limits. Answers with its exit status, and whether anything of the call is left. */
export function callInLane(nonce: string, call: Call, limits: SandboxLimits): string {
  const most = { f: limits.diskMb * 2048, d: limits.memoryMb * 1024 };
  // A process cannot raise them again; they are for one process each, but that of processes.
  const set = [
    "ulimit -c 0; ulimit -n 2048",
    `ulimit -f ${most.f} || exit 126; ulimit -d ${most.d} || exit 126`,
    `ulimit -u ${limits.pids} 2>/dev/null || ulimit -p ${limits.pids} || exit 126`,
  ].join("; ");
  return `${startProgram(nonce, call, `${set}; `)}ends ${nonce} $?\n`;
}
