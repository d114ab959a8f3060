import type { Check, OperandsCheck } from "../grammar.ts";
import { insideWorkspace } from "../paths.ts";
import { config, elsewhere, reads, runs } from "../reasons.ts";

/** A path below the place of the command. Without `..`, because `-C` moves that place to a folder below it. */
export const below: Check = (path, place) =>
  path.split("/").includes("..") ? elsewhere : insideWorkspace(path, place);

/** A revision, or a path that may not leave the workspace: `git diff` compares any two files of the machine. */
export const revisionOrBelow: Check = (word, place) =>
  /^\/|(^|\/)\.\.(\/|$)/.test(word) ? below(word, place) : undefined;

/** A file to read, or `-` for what is piped in. */
export const readable: Check = (path, place) => (path === "-" || below(path, place) === undefined ? undefined : reads);

/**
 * `git cherry-pick` and `git stash list` hand on what stands behind `--`, but not the `--`: `git cherry-pick --
 * --output=x` writes. Where nothing may look like an option, it doesn't matter which others do so.
 */
export const plain: Check = (word) => (/^-./.test(word) ? optionBehind : undefined);

const optionBehind = `has an option behind "--"`;

/** Merge strategies that are part of git; any other name is the program `git-merge-<name>`. */
export const strategy: Check = (name) =>
  /^(ort|recursive|resolve|octopus|ours|subtree)$/.test(name) ? undefined : runs;

/** `%G?` and `%(signature)` start the program that checks signatures. */
export const format: Check = (text) => (/%[-+ ]?G|%\(\*?signature/.test(text) ? runs : undefined);

/** Settings that hold no passwords, tokens or headers. */
const plainKeys =
  /^(user\.(name|email)|(core|init|pull|push|fetch|merge|rebase|commit|color|branch|diff)\..+|remote\..+\.(url|pushurl|fetch))$/i;

/** `git config user.name` reads; one more word, and it writes. */
export const readsOneKey: OperandsCheck = (operands) => {
  const [key = "", ...more] = operands[0] === "get" ? operands.slice(1) : operands;
  return more.length === 0 && plainKeys.test(key) ? undefined : config;
};
