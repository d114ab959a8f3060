import { describe, expect, test } from "vitest";
import { lines, reasonFor, words } from "./git-support.ts";

/** What developers type every day. */
const daily = lines(`
git status
git status -sb
git status --short --branch
git status --porcelain=v2 -z
git status -uno --ignored
git --version
git version
git -C packages/core status
git -C packages -C core status
git -C /ws/packages log --oneline
git --no-pager log -5
git -P diff
git log
git log --oneline
git log --oneline -n 5
git log -5 --stat
git log -n5 --pretty=format:'%h %an %s'
git log --pretty=oneline --abbrev-commit
git log --format='%H %cI' -1
git log --since "2 weeks ago" --until=yesterday
git log --author=alice --no-merges
git log --grep='a||b' -i
git log -S foo -p
git log -Sfoo --name-only
git log -G 'fo+' --pickaxe-all
git log -L 10,20:src/index.ts
git log --graph --decorate --oneline --all
git log --follow -- src/index.ts
git log --first-parent main..HEAD
git log @{u}.. --oneline
git log --date=short --format='%ad %s'
git log --name-status --diff-filter=AM
git log -p -U3 -w -M HEAD~3..HEAD
git log --reverse --max-count=3 --skip=1
git log --left-right --cherry-pick main...topic
git log --no-color --no-decorate
git log --branches='feature/*' --not --remotes
git show
git show HEAD
git show HEAD^{commit}
git show --stat HEAD~1
git show HEAD:src/index.ts
git show -s --format=%B HEAD
git show --name-only --pretty= abc123
git diff
git diff --stat origin/main...HEAD
git diff HEAD~1 HEAD^
git diff --cached --name-only
git diff --staged -w
git diff -U10 -- src
git diff --word-diff=color --no-ext-diff
git diff --ws-error-highlight=all --anchored=foo
git log --show-notes --line-prefix="| "
git diff --quiet
git diff --check
git diff main feature/x -- src/a.ts
git diff --name-status -M90% main
git diff --color=never --no-prefix
git diff --ignore-all-space --minimal --histogram
git diff --shortstat @{u}
git diff --no-textconv :/fix HEAD
git diff-tree --no-commit-id --name-only -r HEAD
git diff-index --quiet HEAD --
git range-diff main topic@{1} topic
git shortlog -sn
git shortlog -sne HEAD~20..
git blame -L 10,20 src/index.ts
git blame -w -C -C src/index.ts
git blame --show-email -s src/index.ts
git grep -n TODO
git grep -nE 'foo|bar' -- '*.ts'
git grep -l -i fixme HEAD~3
git grep -A2 -B 2 -e foo --and -e bar
git grep -3 --heading --break foo
git reflog
git reflog -10
git reflog show main
git reflog HEAD@{3}
git rev-parse HEAD
git rev-parse --abbrev-ref HEAD
git rev-parse --short HEAD
git rev-parse --short=8 HEAD
git rev-parse --show-toplevel
git rev-parse --git-dir --is-inside-work-tree
git rev-list --count HEAD
git rev-list --left-right --count main...HEAD
git ls-files
git ls-files -z --others --exclude-standard
git ls-files -mo 'src/*.ts'
git ls-tree -r --name-only HEAD
git show-ref --heads
git for-each-ref --sort=-committerdate --format='%(refname:short)' refs/heads
git describe --tags --always --dirty
git merge-base --is-ancestor main HEAD
git name-rev --name-only HEAD
git symbolic-ref --short HEAD
git cat-file -p HEAD^{tree}
git check-ignore -v dist/a.js
git cherry -v main
git count-objects -vH
git fsck --full
git config --get user.name
git config user.email
git config get user.email
git config --get remote.origin.url
git config --bool core.bare
git archive --format=tar HEAD
git bundle verify a.bundle
git notes show HEAD
git worktree list --porcelain
git submodule status --recursive
git submodule
git format-patch -1 --stdout
git format-patch --stdout main..HEAD
git add .
git add -A
git add -u src
git add --all --verbose
git add "tài liệu/ghi chú.md"
git commit -m "say hi"
git commit -am 'it works'
git commit --amend --no-edit
git commit --allow-empty -m x
git commit -s --author='A B <a@b.c>' --date=now -m x
git commit --fixup=HEAD~1 --no-verify
git commit -F -
git commit -F notes/message.txt
git commit -v --dry-run
git checkout main
git checkout -b topic origin/main
git checkout -- src/index.ts
git checkout -
git checkout --ours src/a.ts
git checkout --detach HEAD~1
git switch main
git switch -c topic
git switch -
git restore .
git restore --staged src/a.ts
git restore -s HEAD~2 -SW src
git reset
git reset HEAD~1
git reset --hard origin/main
git reset --soft HEAD^
git merge main
git merge --no-ff --no-edit topic
git merge --squash -s ort -X theirs topic
git merge --abort
git rebase main
git rebase --onto main topic~3 topic
git rebase --continue
git rebase --autostash --strategy=recursive main
git cherry-pick abc123
git cherry-pick -x -n abc..def
git cherry-pick --abort
git revert --no-edit HEAD
git revert -m 1 HEAD
git branch
git branch -a
git branch -vv --sort=-committerdate
git branch topic origin/main
git branch -d topic
git branch -D topic
git branch -m old new
git branch --show-current
git branch --merged main
git branch -r --contains HEAD
git branch --set-upstream-to=origin/main
git branch -u origin/main topic
git tag
git tag -l 'v1.*'
git tag -n3
git tag -a v1 -m "first"
git tag -d v1
git tag --points-at HEAD
git stash
git stash -u
git stash push -m "work" -- src
git stash list
git stash list --oneline -3
git stash show -p stash@{0}
git stash pop
git stash apply --index
git stash drop stash@{1}
git stash branch topic
git mv a.ts b.ts
git rm -r --cached dist
git apply --check fix.patch
git apply -3 -p1 fix.patch
git init
git init -b main sub
git gc
git gc --auto
git bisect start HEAD v1
git bisect good
git bisect bad HEAD~3
git bisect reset
git fetch
git fetch origin
git fetch --all --prune
git fetch -p -t origin main:main
git fetch --depth 1 --no-tags origin
git fetch . main:copy
git pull
git pull --rebase
git pull --ff-only origin main
git pull --no-rebase --autostash
git pull --rebase=false
git pull -r --rebase=merges origin main
git push
git push origin main
git push -u origin topic
git push origin HEAD:refs/heads/feature-x
git push --tags
git push --follow-tags --no-verify
git push git@github.com:a/b.git HEAD
git push --dry-run origin
git ls-remote
git ls-remote --heads origin
git ls-remote --tags https://github.com/a/b.git 'v*'
git clone https://github.com/openclaw/openclaw.git vendor/openclaw
git clone --depth 1 --branch v1 --single-branch https://github.com/a/b
git clone -b main git@github.com:a/b.git
git clone ssh://git@github.com:22/a/b.git b
git clone --filter=blob:none --no-checkout https://user@host/a b
git clone ./vendor/a copies/a
git clone host:repo.git
git remote
git remote -v
git remote add upstream https://github.com/a/b.git
git remote set-url origin git@github.com:a/b.git
git remote get-url origin
git remote show origin
git remote prune origin
git remote rename a b
git remote remove a
git remote update -p
`);

describe("ordinary git", () => {
  test.each(daily)("[R7.2] %s is not asked", (line) => {
    expect(reasonFor(words(line))).toBeUndefined();
  });

  test("[R7.2] is not asked where the workspace is unknown, as long as it names no folder", () => {
    expect(reasonFor(words("git diff HEAD~1 -- src"), {})).toBeUndefined();
    expect(reasonFor(words("git fetch origin"), {})).toBeUndefined();
    expect(reasonFor(words("git -C src status"), {})).toBe("works outside the workspace (-C)");
    expect(reasonFor(words("git clone https://a.b/c d"), {})).toBe("works outside the workspace");
  });
});
