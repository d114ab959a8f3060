import { each, type Grammar, type Reason } from "../grammar.ts";
import { config, interactive, loads, reads, runs, writes } from "../reasons.ts";
import { format, plain } from "./git-checks.ts";

/**
 * Long options, without their dashes, that do no harm in any sub-command: where git doesn't know one, it stops. What
 * harms somewhere, takes a value only somewhere, or begins like an option that harms, belongs into the rows.
 */
const common = [
  // What to say
  "verbose quiet progress dry-run color=? column=? abbrev=? null porcelain=? short=? sort= summary check name-only long",
  // Differences
  "unified=? function-context raw patch-with-stat numstat shortstat dirstat=? name-status stat=? compact-summary binary",
  "full-index src-prefix= dst-prefix= default-prefix no-prefix inter-hunk-context= find-renames=? renames find-copies=?",
  "find-copies-harder follow minimal ignore-all-space ignore-space-change ignore-space-at-eol ignore-cr-at-eol",
  "ignore-blank-lines ignore-matching-lines= patience histogram diff-algorithm= word-diff=? word-diff-regex=",
  "color-words=? color-moved=? relative=? exit-code ignore-submodules=? pickaxe-all pickaxe-regex",
  "find-object= diff-filter= anchored= ws-error-highlight= line-prefix= irreversible-delete cc remerge-diff diff-merges= merge-base root cached staged no-ext-diff no-textconv text",
  // Commits
  "max-count= since= after= until= before= author= grep= all-match invert-grep regexp-ignore-case",
  "extended-regexp fixed-strings perl-regexp merges max-parents= first-parent not all branches=? tags=? remotes=?",
  "reflog=? ignore-missing cherry-mark left-only right-only walk-reflogs boundary simplify-by-decoration",
  "full-history ancestry-path=? date-order author-date-order topo-order reverse no-walk=? abbrev-commit oneline",
  "notes=? parents children left-right graph objects decorate=? decorate-refs= decorate-refs-exclude=",
  "clear-decorations show-notes=? log-size mailmap full-diff merged= no-merged= no-contains= points-at= ignore-case",
  // Files
  "sparse intent-to-add refresh renormalize untracked-files=? ignored=? show-stash ahead-behind ours theirs",
  "overlay conflict= others modified deleted stage unmerged exclude-standard error-unmatch full-name ignore-unmatch",
  "keep-index include-untracked",
  // New commits
  "message= amend allow-empty allow-empty-message reset-author signoff cleanup= status only verify no-edit no-gpg-sign",
  "ff ff-only commit autostash strategy-option= allow-unrelated-histories abort continue quit",
  // Branches and other repositories
  "detach guess orphan= track=? set-upstream-to= unset-upstream show-current set-upstream depth=",
  "deepen= unshallow shallow-since= single-branch prune-tags no-recurse-submodules heads symref follow-tags atomic",
]
  .join(" ")
  .replace(/\S+/g, "--$&");

/** What asks in every sub-command. */
const asks: Readonly<Record<string, Reason>> = {
  "--output --output-directory": writes,
  "--exec --upload-pack --ext-diff --textconv --gpg-sign --show-signature --verify-signatures": runs,
  "--pathspec-from-file --no-index": reads,
  "--interactive --edit": interactive,
  "--recurse-submodules": loads,
  "--template": config,
};

/** One sub-command: the harmless options that are its own, and the rest of its grammar. */
export const row = (safe: string, { checked, ask, operands, ...rest }: Omit<Grammar, "safe"> = {}): Grammar => ({
  safe: `${common} ${safe}`,
  checked: { "--format --pretty": format, ...checked },
  ask: { ...asks, ...ask },
  operands: (words, place) => each(plain)(words, place) ?? operands?.(words, place),
  negatable: true,
  ...rest,
});
