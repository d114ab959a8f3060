import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gitPrograms } from "../../src/hazards/tables/git.ts";
import { lines, reasonFor, words } from "./git-support.ts";

const harmless = lines(`
git status -sb
git log --oneline -n 5 --grep=x main..HEAD
git log -L 10,20 --since yesterday -S foo
git diff --stat -U3 main...HEAD
git show -s --format=%H HEAD
git blame -L 10,20 src/index.ts
git grep -n -e foo -A 3 bar
git add -A -v src
git commit -am msg --author x
git checkout -b topic main
git switch -c topic
git restore -s HEAD -SW src
git reset --hard HEAD~1
git merge -m msg --no-ff topic
git rebase --onto main topic~3 topic
git cherry-pick -m 1 -x abc
git revert --no-edit HEAD
git branch --sort refname -v -u origin/main topic
git tag -a v1 -m first
git stash push -m work -u src
git stash list -n 3
git stash show stash@{0}
git fetch --depth 1 -p origin main
git pull -X theirs --rebase origin main
git push -u origin HEAD:refs/heads/x
git ls-remote --heads origin
git clone --depth 1 -b main https://a.b/c d
git remote add -t main x https://a.b/c
git remote set-url --push origin https://a.b/c
git archive --format tar --prefix x/ HEAD
git config --type bool --get core.bare
git apply -p 1 --check x.patch
git init -b main sub
git for-each-ref --count 3 refs/heads
git rev-parse --short HEAD
git ls-files -x dist --others
git describe --match v --tags
git -C sub log
`);

/** Options that no sub-command may be given, unasked, wherever they stand. */
const everywhere = lines(`
git --upload-pack=x
git --upload-pack x
git --upload-pa=x
git --receive-pack=x
git --rece x
git --exec=x
git --exec x
git --exe=x
git --output=x
git --output-directory=x
git --ext-diff
git --textconv
git --open-files-in-pager=x
git --open=x
git --extcmd=x
git --gpg-sign
git --show-signature
git --interactive
git --edit
git --template=x
git --template x
git --config x
git --config-env=a.b=X
git --exec-path=/x
git --work-tree=/
git --pathspec-from-file=x
git --no-index
git --recurse-submodules
git --contents x
git --unsafe-paths
git --build-fake-ancestor=x
git --bundle-uri=x
git --separate-git-dir=x
git --signed
git --edit-todo
git --unknown
`).map(words);

/** More, for some sub-commands. */
const own: Readonly<Record<string, readonly string[]>> = {
  log: ["-O", "-Ox", "-pOx"],
  diff: ["-O", "-Ox"],
  grep: ["-O", "-Ox", "-lOx", "-f", "-fx", "-nf"],
  blame: ["-S", "-Sx", "-wS"],
  commit: ["-S", "-Sx", "-qS", "-p", "-e", "-i", "-c", "-t", "-tx", "--patch", "-F/x", "--file=/x", "-qF/x"],
  add: ["-i", "-p", "-e", "-vp", "--patch"],
  checkout: ["-p", "--patch"],
  restore: ["-p", "-qp", "--patch"],
  reset: ["-p", "--patch"],
  merge: ["-S", "-e", "-sx", "--strategy=x", "-F/x"],
  rebase: ["-i", "-x", "-xid", "-qx", "-S", "--strategy=x"],
  "cherry-pick": ["-e", "-S", "--strategy=x"],
  tag: ["-s", "-u", "-ux", "-as", "-v", "-e", "-F/x"],
  fetch: ["-u", "-m", "-o", "--multiple"],
  pull: ["-u", "-e", "-S", "-sx", "-o"],
  push: [
    "-f",
    "-uf",
    "--force",
    "--force-with-lease",
    "--mirror",
    "-d",
    "--delete",
    "--prune",
    "-o",
    "-ox",
    "+x",
    ":x",
  ],
  clone: ["-u", "-ux", "-qu", "-c", "-cx", "-s", "--reference", "--mirror", "--recursive"],
  archive: ["-o", "-ox", "-vo", "--remote=x", "--add-file=x"],
  config: ["--list", "-l", "--edit", "-e", "--add", "--unset", "--file=x", "-fx", "--get-regexp"],
  init: ["--shared", "/x", "../x"],
  apply: ["--directory=/x", "/x", "../x"],
};

const line = fc.constantFrom(...harmless.map(words));
const at = fc.double({ min: 0, max: 1, noNaN: true });

/** Puts words behind the first `from` words of others. */
function insert(args: readonly string[], more: readonly string[], where: number, from: number): readonly string[] {
  const index = from + Math.round(where * (args.length - from));
  return [...args.slice(0, index), ...more, ...args.slice(index)];
}

describe("a harmless line", () => {
  test.each(harmless)("[R7.2] %s is one", (text) => {
    expect(reasonFor(words(text))).toBeUndefined();
  });

  test("[R7.2] with a dangerous option asks, wherever that stands", () => {
    fc.assert(
      fc.property(line, fc.constantFrom(...everywhere), at, (args, option, where) => {
        expect(reasonFor(insert(args, option, where, 0))).toMatch(/^\w/);
      }),
      { numRuns: 5_000 },
    );
  });

  test("[R7.2] with a dangerous option of its own asks, wherever that stands", () => {
    const mine = line
      .filter(([name = ""]) => name in own)
      .chain((args) => fc.tuple(fc.constant(args), fc.constantFrom(...(own[args[0] ?? ""] ?? []))));
    fc.assert(
      fc.property(mine, at, ([args, option], where) => {
        // A push takes what isn't an option as a remote, or as the value of an option before it.
        const from = /^[+:/.]/.test(option) ? args.length : 1;
        expect(reasonFor(insert(args, [option], where, from))).toMatch(/^\w/);
      }),
      { numRuns: 5_000 },
    );
  });

  test("[R7.2] with any word that looks like an option behind -- asks", () => {
    const odd = fc.string({ minLength: 1 }).map((text) => `-${text}`);
    fc.assert(
      fc.property(line, odd, (args, option) => {
        expect(reasonFor([...args, "--", option])).toMatch(/^\w/);
      }),
      { numRuns: 2_000 },
    );
  });
});

test("[R7.2] a shortened dangerous option asks", () => {
  const long = everywhere.map(([name = ""]) => name.replace(/=.*/, "")).filter((name) => name.length > 6);
  const short = fc
    .constantFrom(...long)
    .chain((name) => fc.integer({ min: 5, max: name.length }).map((length) => name.slice(0, length)));
  fc.assert(
    fc.property(line, short, fc.constantFrom("", "=x"), at, (args, option, value, where) => {
      // Beginnings that are options themselves: `--no-…`, `--text`, `--edit`.
      fc.pre(reasonFor(["log", option]) !== undefined);
      expect(reasonFor(insert(args, [option + value], where, 1))).toMatch(/^\w/);
    }),
    { numRuns: 5_000 },
  );
});

test("[R7.2] no unknown sub-command is harmless, and no unknown option of a known one", () => {
  const known = new Set(Object.keys(gitPrograms["git"]?.subcommands ?? {}).flatMap((names) => names.split(" ")));
  const name = fc.stringMatching(/^[a-z][a-z-]{0,12}$/).filter((word) => !known.has(word));
  fc.assert(
    fc.property(name, line, (word, [, ...args]) => {
      expect(reasonFor([word, ...args])).toMatch(/^\w/);
    }),
  );
  const strange = fc.stringMatching(/^--x[a-z-]{3,9}$/);
  fc.assert(
    fc.property(line, strange, at, (args, word, where) => {
      expect(reasonFor(insert(args, [word], where, 0))).toMatch(/^\w/);
    }),
  );
});
