/** Words that a shell reads as its own grammar where a command may begin (POSIX sh, bash). */
export const reservedWords: ReadonlySet<string> = new Set(
  "! { } [[ ]] case coproc do done elif else esac fi for function if in select then time until while".split(" "),
);
