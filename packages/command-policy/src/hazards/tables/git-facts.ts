import { each, type Grammar, type OperandsCheck, type Reason } from "../grammar.ts";
import { config, network, reads, runs, writes } from "../reasons.ts";
import { plain, readable, readsOneKey } from "./git-checks.ts";
import { row } from "./git-row.ts";

/** `git symbolic-ref HEAD` reads; with a second name it writes. */
const atMostOne: OperandsCheck = (operands) => (operands.length > 1 ? config : undefined);

/** Sub-commands that print facts about a repository, or its files to the output. */
export const factCommands: Readonly<Record<string, Grammar | Reason>> = {
  status: row("-s -b -v -z -u? -M? --branch"),
  "cat-file": row("-t -s -e -p --batch=? --batch-check=? --batch-all-objects", {
    ask: { "--text --filters --batch-command": runs },
  }),
  "rev-parse": row(
    "-q --abbrev-ref=? --symbolic --symbolic-full-name --show-toplevel --show-prefix --show-cdup " +
      "--show-superproject-working-tree --git-dir --git-common-dir --absolute-git-dir --git-path= " +
      "--is-inside-work-tree --is-inside-git-dir --is-bare-repository --is-shallow-repository --revs-only --flags --glob= --exclude=",
  ),
  "ls-files": row("-c -d -m -o -i -s -k -u -z -t -v -f -x= --directory --eol --with-tree= --exclude=", {
    checked: { "-X --exclude-from": readable },
  }),
  "ls-tree": row("-r -d -t -l -z --object-only --full-tree"),
  "show-ref": row("-q -d -s? --head --dereference --hash=?"),
  "for-each-ref": row("--count= --contains= --shell --perl --python --tcl"),
  describe: row("--contains --exact-match --candidates= --match= --exclude= --always --dirty=? --broken=?"),
  "merge-base": row("-a --octopus --independent --is-ancestor --fork-point"),
  "name-rev": row("--refs= --exclude= --always --undefined"),
  "symbolic-ref": row("-q --recurse", { ask: { "-d --delete -m": config }, operands: atMostOne }),
  "check-ignore": row("-q -v -z -n --non-matching --stdin"),
  "check-attr": row("-a -z --stdin"),
  cherry: row("-v"),
  "show-branch": row("-a -r -g? --current --more=? --list --no-name --sha1-name --independent --topics"),
  "count-objects": row("-v -H --human-readable"),
  fsck: row("-v --unreachable --dangling --cache --full --connectivity-only --strict"),
  version: row("--build-options"),
  config: row(
    "-z --get --get-all --local --global --system --worktree --bool --type= --default= --show-origin " +
      "--show-scope --includes",
    { operands: readsOneKey },
  ),
  archive: row("-v -l --list --prefix= --worktree-attributes", {
    numbers: true,
    ask: { "-o": writes, "--remote": network, "--add-file --add-virtual-file": reads },
  }),
  bundle: { subcommands: { "verify list-heads": row("-q", { operands: each(readable) }), create: writes } },
  notes: { safe: "--ref=", subcommands: { "list show get-ref": { operands: each(plain) } } },
  worktree: { subcommands: { list: row("-v -z") } },
};
