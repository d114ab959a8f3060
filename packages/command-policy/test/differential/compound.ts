import type { Random } from "./random.ts";

/** Makers of what stands inside. */
export interface Parts {
  /** A list of commands. */
  one(): string;
  simple(): string;
  word(): string;
}

/** Whatever a shell offers besides simple commands, with lists of commands in all its places. */
export function compound(random: Random, { one, simple, word }: Parts): string {
  const make = random.pick([
    () => `(${one()})`,
    () => `( ${one()} ) >/dev/null`,
    () => `{ ${one()}; }`,
    () => `{ ${one()}\n} 2>&1`,
    () => `f0() { ${one()}; }; f0 a`,
    () => `function f1 { ${one()}; }`,
    () => `f2 () ( ${one()} )`,
    () => `if ${one()}; then ${one()}; else ${one()}; fi`,
    () => `if ${one()}\nthen ${one()}\nelif ${one()}\nthen ${one()}\nfi`,
    () => `for x in a b; do ${one()}; done`,
    () => `for x; do ${one()}; done`,
    () => `for ((i=0;i<2;i++)); do ${one()}; done`,
    () => `while c9; do ${one()}; done`,
    () => `until ${simple()}; do ${one()}; break; done`,
    () => `while ${one()}; do break; done`,
    () => `case a in a) ${one()};; *) ${one()};; esac`,
    () => `case ${word()} in (a|b) ${one()} ;& *) ${one()} ;; esac`,
    () => `select x in a; do ${one()}; done`,
    () => `! ${simple()}`,
    () => `time ${simple()}`,
    () => `time -p ${simple()}`,
    () => `coproc ${simple()}`,
    () => `coproc N { ${one()}; }`,
    () => `[[ -n ${word()} ]]`,
    () => `[[ a == b || $(${one()}) ]]`,
    () => `(( 1 + 1 ))`,
    () => `(( a[$(${one()})] ))`,
    () => `a=b`,
    () => `a=$(${one()})`,
    () => `a=(${one()})`,
    () => `alias c1=c2`,
    () => `eval ${word()}`,
    () => `eval '${one().replaceAll("'", "")}'`,
    () => `trap c3 EXIT`,
    () => `set -- a b`,
    () => `unset x`,
    () => `exit`,
    () => `: ${word()}`,
    () => `command ${simple()}`,
    () => `cd .w`,
    () => `echo \\\n${simple()}`,
    () => `# ${one()}`,
  ]);
  return make();
}
