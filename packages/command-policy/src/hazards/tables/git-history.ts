import { each, type Grammar, type OperandsCheck } from "../grammar.ts";
import { readArguments } from "../read-arguments.ts";
import { destroys, reads, runs, writes } from "../reasons.ts";
import { readable, revisionOrBelow } from "./git-checks.ts";
import { row } from "./git-row.ts";

/** Short options of everything that shows differences, and long ones that mean something else in other places. */
export const diffOptions =
  "-p -s -u -U? -W -z -B? -M? -C? -D -l= -b -w -a -R -I= -S= -G= -X? -m -c -t -r -q --patch --submodule=?";

const logOptions =
  `${diffOptions} -n= -i -E -F -P -g -L= --skip= --source --merge --cherry --cherry-pick --count --encoding= --filter= ` +
  "--relative-date --date= --show-pulls --committer= --glob= --exclude=";

const diffAsks = { "-O": reads };

/** `git log` and what reads its arguments in the same way. */
export const log: Grammar = row(logOptions, { numbers: true, ask: diffAsks });

const patches = row(
  `${logOptions} -n -N -k -v= --stdout --numbered --cover-letter --reroll-count= --subject-prefix= --to= --cc= --base=`,
  { numbers: true, ask: { "-O --signature-file": reads, "-o --no-stdout": writes } },
);

/** Without `--stdout` every commit becomes a file. */
const onlyToStdout: OperandsCheck = (args, place) => {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).includes("--stdout") ? readArguments(args, patches, place) : writes;
};

/** `git reflog expire`, and words that could be a new sub-command of the kind. */
const showsReflog: OperandsCheck = ([name = "show"]) =>
  /^[a-z-]+$/.test(name) && !/^(show|list|exists|main|master|stash)$/.test(name) ? destroys : undefined;

/** Sub-commands that show commits, differences and lines. */
export const historyCommands: Readonly<Record<string, Grammar>> = {
  "log show whatchanged rev-list range-diff": log,
  "diff diff-tree diff-index diff-files": row(`${diffOptions} -1 -2 -3 -0 -v --base --no-commit-id --always`, {
    ask: diffAsks,
    operands: each(revisionOrBelow),
  }),
  "format-patch": { whole: onlyToStdout },
  reflog: row(logOptions, { numbers: true, ask: diffAsks, operands: showsReflog }),
  shortlog: { ...log, safe: `${log.safe} -n -e -w? --committer --numbered --email --group=` },
  "blame annotate": row(
    "-b -f -n -p -c -t -l -s -e -w -C? -M? -L= --incremental --show-name --show-number --line-porcelain " +
      "--show-email --ignore-rev= --color-lines --color-by-age --date=",
    { checked: { "--ignore-revs-file": readable }, ask: { "--contents -S -O": reads } },
  ),
  grep: row(
    "-v -i -w -a -I -r -E -G -F -P -n -h -H -l -L -z -o -c -C= -B= -A= -p -W -e= -q -m= --untracked --invert-match " +
      "--word-regexp --max-depth= --basic-regexp --line-number --files-with-matches --files-without-match " +
      "--only-matching --count --break --heading --context= --before-context= --after-context= --show-function " +
      "--and --or",
    { numbers: true, ask: { "-O --open-files-in-pager": runs, "-f": reads } },
  ),
};
