import type { Call } from "../engine.ts";
import { introduces, lanePrelude, startProgram } from "../lane/script.ts";

// `sees` lists processes: A holds pid:parent:session of each, U the pids that belong to no call that runs: their session is
// neither that of a lane nor led by the child of a lane. Sessions are kept by the kernel; nobody can join another's. A name
// is what a process likes, line ends included, but too short to look like the fields behind it.
const prelude = `${lanePrelude}sees() {
  A= K=" 1$L" U=
  for f in /proc/[0-9]*/stat; do
    x=; read -r x <"$f" || continue
    i=\${f#/proc/}; i=\${i%/stat}; x=\${x##*) }
    set -- $x
    [ $# -gt 30 ] || set -- ? 0 0 0
    # A zombie whose threads live on is none.
    case $1:\${18} in Z:[01] | X:*) continue ;; esac
    A="$A $i:$2:$4"
    case "$L" in *" $2 "*) K="$K$i " ;; esac
  done
  for x in $A; do
    case "$K" in *" \${x##*:} "*) ;; *) U="$U \${x%%:*}" ;; esac
  done
}
ends() {
  u=0
  set -- "$1" "$2" "$3" /proc/[0-9]*
  if [ $(($# - 3)) -ne "$3" ]; then sees; [ -z "$U" ] || u=1; fi
  says "$1" "$2" "$u"
}
looks() { sees; m=$1; set -- $U; u=0; [ $# -eq 0 ] || u=1; says "$m" "$#" "$u"; }
purge() {
  r=0
  while sees; [ -n "$U" ] && [ "$r" -lt 30 ]; do kill -9 $U; r=$((r + 1)); done
  m=$1; set -- $U; says "$m" "$#" 0
}
tree() {
  D=" " n=x
  while [ "$n" != "$D" ]; do
    n=$D
    for x in $A; do
      i=\${x%%:*}; s=\${x##*:}; p=\${x#*:}; p=\${p%:*}
      case "$D" in *" $i "*) continue ;; esac
      case " $1$D" in *" $p "*) D="$D$i " ;; *) case "$D" in *" $s "*) D="$D$i " ;; esac ;; esac
    done
  done
}
asks() {
  sees
  for x in $A; do
    case $x in *:"$2":*) kill -15 "-\${x%%:*}" || kill -15 "\${x%%:*}" ;; esac
  done
  says "$1" 0 0
}
finish() {
  r=0
  while sees; tree "$2 "; [ "$D" != " " ] && [ "$r" -lt 30 ]; do kill -9 $D; r=$((r + 1)); done
  set -- "$1" $D; says "$1" $(($# - 1)) 0
}
`;

/** What makes a shell a lane; it answers with its pid. Zero instead of that: the image lacks `setsid`. */
export function openLane(nonce: string): string {
  return `${prelude}${introduces(nonce, "$$")}`;
}

/** Where a lane's words about processes come from. */
export interface LaneState {
  /** Pids of all lanes. */
  readonly lanes: readonly number[];
  /** How many processes there are when no call runs; -1 when others run. */
  readonly expected: number;
}

/**
 * Runs a program as the leader of its own session, without the lane's descriptors. Answers with its exit status, and
 * whether processes are left that belong to no call.
 */
export function runInLane(nonce: string, call: Call, state: LaneState): string {
  return `${knows(state)}${startProgram(nonce, call)}ends ${nonce} $? ${state.expected}\n`;
}

/** Answers with how many processes belong to no call. */
export function lookInLane(nonce: string, state: LaneState): string {
  return `${knows(state)}looks ${nonce}\n`;
}

/** Ends every process that belongs to no call; answers with how many are left. */
export function purgeInLane(nonce: string, state: LaneState): string {
  return `${knows(state)}purge ${nonce}\n`;
}

/** Asks the program that a lane runs, and its group, to end. */
export function askInLane(nonce: string, lane: number, state: LaneState): string {
  return `${knows(state)}asks ${nonce} ${lane}\n`;
}

/** Ends everything that descends from a lane; answers with how many are left. */
export function finishInLane(nonce: string, lane: number, state: LaneState): string {
  return `${knows(state)}finish ${nonce} ${lane}\n`;
}

const knows = ({ lanes }: LaneState): string => `L=' ${lanes.join(" ")} '\n`;

/** Ends the shell of a lane that is used no more. */
export function closeInLane(nonce: string, lane: number): string {
  return `kill -9 ${lane}\nsays ${nonce} 0 0\n`;
}
