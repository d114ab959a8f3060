import { expect, test } from "vitest";
import { checkAsks, reasonFor, words } from "./git-support.ts";

checkAsks({
  "global options": `
git -c core.fsmonitor='touch x;' status
git -ccore.pager=id log
git -C packages -c core.pager=id log
git --config-env=core.pager=X log
git --config-env core.pager=X log
git --exec-path=/tmp/evil status
git --exec-path
git --git-dir=/tmp/evil/.git status
git --git-dir /tmp/evil/.git status
git --work-tree=/ status
git --namespace=x log
git --bare log
git --super-prefix=x log
git -p log
git --paginate log
git -vp
git --help
git -h
git --html-path
git --no-pager -c alias.x=!id x
git -C /tmp/evil status
git -C .. status
git -C a -C ../.. status
git -C a/../b status
git -C "" status
git -C/etc status
git -- status
`,
  "sub-commands": `
git clean -fdx
git clean -n
git help log
git difftool
git mergetool -y
git filter-branch --tree-filter id
git hook run pre-commit
git maintenance run
git credential fill
git credential-store get
git daemon
git instaweb
git shell
git upload-pack .
git receive-pack .
git send-email x.patch
git imap-send
git am x.patch
git prune
git update-ref -d HEAD
git replace a b
git var GIT_EDITOR
git hash-object -w /etc/passwd
git checkout-index --prefix=/tmp/ -a
git read-tree -u HEAD
git worktree add ../x
git worktree remove x
git submodule update --init
git submodule foreach id
git submodule add https://a.b/c
git notes add -m x
git notes edit
git bisect run ./x.sh
git bisect replay log
git bisect visualize
git bundle create x HEAD
git bundle unbundle x
git remote-ext origin x
git reflog expire --expire=now --all
git reflog delete HEAD@{1}
git stash clear
git sparse-checkout set x
git lfs pull
git rerere
git pwn
git statu
git STATUS
`,
  "programs that arguments name": `
git clone -u 'touch x' https://a.b/c
git clone -u'touch x' https://a.b/c
git clone -qu 'touch x' https://a.b/c
git clone --upload-pack='touch x' https://a.b/c
git clone https://a.b/c --upload-pa 'touch x'
git fetch --upload-pack 'touch x' origin
git fetch origin --upload='touch x'
git fetch -u origin
git pull --upload-pack='touch x'
git ls-remote --upload-pa='touch x;' .
git ls-remote --exec='touch x;' .
git ls-remote . --exe='touch x;'
git push --receive-pack='touch x' origin
git push --rece='touch x' origin
git push origin main --exec='touch x'
git push --exe 'touch x' origin
git push --signed origin
git rebase -x 'touch x' main
git rebase -qx 'touch x' main
git rebase -x'touch x' main
git rebase main --exec='touch x'
git rebase --exe 'touch x' main
git archive --remote=. --exec='touch x;' HEAD
git grep -O'touch x' foo
git grep -lO foo
git grep --open-files-in-pager='touch x' foo
git grep --open='touch x;' foo
git grep foo --ope
git grep --textconv foo
git diff --ext-diff
git log -p --ext-diff
git log --ext-di
git show --textconv HEAD:a
git cat-file --textconv HEAD:a
git cat-file --text HEAD:a
git cat-file --filters HEAD:a
git merge -s evil topic
git merge -sevil topic
git merge --strategy=evil topic
git merge --strategy evil topic
git rebase -s evil main
git cherry-pick --strategy=evil x
git pull -s evil
git pull --strateg=ours
git commit -S -m x
git commit -Skey -m x
git commit -aSm x
git commit --gpg-sign -m x
git commit --gpg-sign=key -m x
git commit --gpg -m x
git merge -S topic
git merge --verify-signatures topic
git revert -S HEAD
git tag -s v1 -m x
git tag -u key v1
git tag --sign v1
git tag --local-user=key v1
git tag --local key v1
git tag -v v1
git log --show-signature
git log --format=%G?
git log --pretty='tformat:%h %+GK'
git show -s --format '% GS'
git for-each-ref --format='%(signature:grade)'
git branch --format='%(*signature)'
`,
  settings: `
git config alias.pwn '!id'
git config user.name x
git config user.name ""
git config get user.name x
git config set user.name x
git config --add user.name x
git config --unset user.name
git config --replace-all user.name x
git config --get http.https://a.b/.extraheader
git config credential.helper
git config sendemail.smtppass
git config --list
git config -l
git config --get-regexp .
git config --file x a.b
git config -f x a.b
git config -e
git config --edit
git config --blob x a.b
git config list
git config
git init --template=/tmp/evil
git init --templ=/tmp/evil
git init --shared=all
git clone -c core.pager=id https://a.b/c
git clone -ccore.pager=id https://a.b/c
git clone --config core.pager=id https://a.b/c
git clone --conf=core.pager=id https://a.b/c
git clone --template=x https://a.b/c
git clone --reference /tmp/x https://a.b/c
git clone -s ./a b
git clone --shared ./a b
git symbolic-ref HEAD refs/heads/x
git symbolic-ref -d HEAD
`,
  "arguments that can be misread": `
git log --grep --output=x
git log -n --output=x
git log --author -- --output=x
git log --unknown
git log --end-of-options --output=x
git log --onel
git status --porc
git commit -m --interactive
git checkout --recurse-submodules main
git cherry-pick -- --output=x HEAD
git revert -- --output=x HEAD
git stash list -- --output=x
git stash show -- --output=x
git bisect start -- --output=x
git submodule status -- --output=x
git add -- -odd-name
git gc --prune=now
git gc --pru
`,
});

test("[R7.2] reasons name the option or the sub-command", () => {
  expect(reasonFor(words("git ls-remote --upload-pa=x ."))).toBe(
    "runs a program that its argument names (--upload-pa can be short for --upload-pack)",
  );
  expect(reasonFor(words("git clean -fdx"))).toBe(`destroys what can't be brought back ("clean")`);
  expect(reasonFor(words("git commit -aF /etc/passwd"))).toBe("reads a file of its own choice (-F)");
  expect(reasonFor(words("git push origin +main"))).toBe("changes what other people see");
});
