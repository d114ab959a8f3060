import { each, type Grammar } from "../grammar.ts";
import { config, destroys, interactive, reads, runs, writes } from "../reasons.ts";
import { below, plain, readable, strategy } from "./git-checks.ts";
import { diffOptions, log } from "./git-history.ts";
import { row } from "./git-row.ts";

const asks = { "-i -p -e --patch": interactive, "-S": runs };

const checkingOut = "-q -f -m -d -t? --force --merge --overwrite-ignore --ignore-other-worktrees";

const picking = "-X= -n -s -m= --skip --mainline= --rerere-autoupdate";

const stashing = "-q -k -S -u -a";

const stashAsks = { "-p --patch": interactive };

const stash: Grammar = row(`${stashing} -m=`, {
  ask: stashAsks,
  subcommands: {
    list: log,
    show: row(`${diffOptions} --only-untracked`, { ask: { "-O": reads } }),
    "push create store": row(`${stashing} -m=`, { ask: stashAsks }),
    save: row(stashing, { ask: stashAsks }),
    "apply pop drop": row("-q --index"),
    branch: row(""),
    clear: destroys,
  },
});

const bisect: Grammar = {
  subcommands: {
    start: { safe: "--no-checkout --first-parent", operands: each(plain) },
    "good bad new old skip next reset log terms": { operands: each(plain) },
    run: runs,
    "visualize view": interactive,
    replay: reads,
  },
};

/** Sub-commands that change the work tree, the index, or branches. */
export const changeCommands: Readonly<Record<string, Grammar>> = {
  stash,
  bisect,
  add: row("-n -v -f -u -A -N --force --update --ignore-errors --ignore-removal --chmod=", { ask: asks }),
  commit: row(
    "-q -v -m= -C= -s -a -n -z -u? --reuse-message= --fixup= --squash= --trailer= --date= --include --branch --post-rewrite",
    {
      checked: { "-F --file": readable },
      ask: { ...asks, "-c --reedit-message": interactive, "-t": reads },
    },
  ),
  checkout: row(`${checkingOut} -b= -B= -l --ignore-skip-worktree-bits`, { ask: asks }),
  switch: row(`${checkingOut} -c= -C= --create= --force-create= --discard-changes`, { ask: asks }),
  restore: row("-q -m -s= -S -W --merge --source= --worktree --ignore-unmerged --ignore-skip-worktree-bits", {
    ask: stashAsks,
  }),
  reset: row("-q -N --mixed --soft --hard --merge --keep", { ask: asks }),
  merge: row("-X= -n -q -v -m= --log=? --squash --rerere-autoupdate --into-name= --overwrite-ignore", {
    checked: { "-F --file": readable, "-s --strategy": strategy },
    ask: asks,
  }),
  rebase: row(
    "-X= -q -v -n -C= -f -m -r? --onto= --keep-base --skip --apply --committer-date-is-author-date --ignore-date " +
      "--reset-author-date --ignore-whitespace --whitespace= --force-rebase --show-current-patch --merge --empty= " +
      "--keep-empty --autosquash --update-refs --rebase-merges=? --fork-point --reapply-cherry-picks --rerere-autoupdate",
    {
      checked: { "-s --strategy": strategy },
      ask: { ...asks, "-x": runs, "--edit-todo": interactive },
    },
  ),
  "cherry-pick": row(`${picking} -x -r --keep-redundant-commits --empty=`, {
    checked: { "--strategy": strategy },
    ask: asks,
  }),
  revert: row(`${picking} --reference`, { checked: { "--strategy": strategy }, ask: asks }),
  branch: row(
    "-i -v -q -t? -u= -r -a -d -D -m -M -c -C -l -f --contains= --delete --move --copy --list --create-reflog --force",
    { ask: { "--edit-description": interactive } },
  ),
  tag: row(
    "-i -a -m= -d -l -n? -f --contains= --annotate --delete --list --force --create-reflog --trailer= --no-sign",
    {
      checked: { "-F --file": readable },
      ask: { "-e": interactive, "-s --sign -u --local-user -v --verify": runs },
    },
  ),
  mv: row("-v -n -f -k --force"),
  rm: row("-n -q -f -r --force"),
  apply: row(
    "-p= -N -3 -z -C= -R -v -q --include= --exclude= --index --apply --3way --whitespace= --ignore-whitespace " +
      "--unidiff-zero --reject --allow-overlap --recount",
    {
      checked: { "--directory": below },
      ask: { "--unsafe-paths --build-fake-ancestor": writes },
      operands: each(readable),
    },
  ),
  init: row("-q -b= --bare --initial-branch= --object-format=", {
    ask: { "--shared": config, "--separate-git-dir": writes },
    operands: each(below),
  }),
  gc: row("-q --auto --aggressive --force --keep-largest-pack --cruft --no-prune", { ask: { "--prune": destroys } }),
};
