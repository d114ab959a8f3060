const words: ReadonlySet<string> = new Set(
  "! { } [[ ]] case coproc do done elif else esac fi for function if in select then time until while".split(" "),
);
const beginnings = new Set([...words].map((word) => word.charCodeAt(0)));

/** Whether a shell reads this word as its own grammar where a command may begin (POSIX sh, bash). */
export function isReserved(word: string): boolean {
  // Most programs are told apart by their first letter, without hashing their name.
  return beginnings.has(word.charCodeAt(0)) && words.has(word);
}
