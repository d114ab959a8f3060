import { checkAsks } from "./git-support.ts";

checkAsks({
  "files to write": `
git archive -o /home/u/.bashrc HEAD
git archive -vo x HEAD
git archive -ox HEAD
git archive HEAD --output=x
git archive --outp x HEAD
git diff --output=x
git diff --output x
git log -p --output=x
git show HEAD --output=x
git diff HEAD~1 HEAD --output=x
git cherry-pick --output=x HEAD
git stash show --output=x
git stash list --output=x
git reflog --output=x
git shortlog --output=x
git format-patch -1
git format-patch -1 -o /home/u/.ssh
git format-patch -1 --stdout -o x
git format-patch -1 --stdout --no-stdout
git format-patch -1 --output-directory=x --stdout
git format-patch -1 -- --stdout
git format-patch --subject-prefix --stdout -1
git apply --unsafe-paths x.patch
git apply --build-fake-ancestor=x x.patch
git apply --directory=../.. x.patch
git apply --directory /etc x.patch
git init --separate-git-dir=/tmp/x
git init ../x
git init /tmp/x
git clone https://a.b/c ../c
git clone https://a.b/c /tmp/c
git clone https://a.b/c a/../../c
git clone --separate-git-dir=/tmp/x https://a.b/c
`,
  "files to read": `
git commit -F /etc/passwd
git commit -F/etc/passwd
git commit --file=../secret
git commit --file /etc/passwd
git commit -aF /etc/passwd
git commit -t /etc/passwd
git commit --template=/etc/passwd
git merge -F /etc/passwd topic
git tag -F /etc/passwd v1
git tag --file=/etc/passwd v1
git add --pathspec-from-file=/etc/passwd
git reset --pathspec-from-file x
git blame --contents /etc/passwd a
git blame --cont=/etc/passwd a
git blame -S revs a
git blame --ignore-revs-file=/etc/passwd a
git grep -f /etc/passwd
git grep -if/etc/passwd
git grep --no-index x /etc
git diff --no-index /dev/null /etc/passwd
git diff /dev/null /etc/passwd
git diff -- /etc/passwd /etc/group
git diff ../a ../b
git diff a/../../b c
git diff -O/etc/passwd
git log -O/etc/passwd
git ls-files -X /etc/passwd
git ls-files --exclude-from=/etc/passwd
git apply /tmp/x.patch
git apply ../x.patch
git archive --add-file=/etc/passwd HEAD
git format-patch --stdout --signature-file=/etc/passwd -1
git bundle verify /tmp/x
`,
  repositories: `
git clone --recurse-submodules https://a.b/c
git clone --recursive https://a.b/c
git clone --recurs https://a.b/c
git clone --bundle-uri=x https://a.b/c
git clone --mirror https://a.b/c
git clone
git clone ext::sh
git clone 'ext::sh -c id'
git clone fd::17
git clone foo://a
git clone x::https://a.b
git clone file:///tmp/x
git clone /tmp/x
git clone ../x
git clone a/../../x
git clone -- -oProxyCommand=id:x
git clone -- --upload-pack=x
git clone ssh://-oProxyCommand=id/x
git clone ssh://a@-oProxyCommand=id/x
git clone ssh://%2doProxyCommand=id/x
git clone a@-oProxyCommand=id:x
git clone host:-x
git clone host::x
git clone HTTPS://a.b/c
git fetch ext::id
git fetch file:///tmp/x
git fetch --multiple origin /tmp/x
git fetch -m origin /tmp/x
git fetch --recurse-submodules
git fetch -o x
git pull /tmp/x main
git pull ext::id main
git pull --rebase=interactive
git pull --rebase=i
git pull -rinteractive
git ls-remote ext::id
git ls-remote /tmp/x
git remote add x ext::id
git remote add x /tmp/x
git remote add x ./x
git remote add --mirror=push x https://a.b/c
git remote add -f x file:///x
git remote set-url origin ext::id
git remote set-url --push origin /tmp/x
git remote set-url --add origin ../x
git remote show ext::id
git remote update ../x
git remote pwn
`,
  pushes: `
git push -f
git push --force
git push origin main --force
git push -uf origin x
git push -fu origin x
git push --forc origin
git push --force-with-lease
git push --force-with-lease=main origin
git push --force-if-includes
git push --mirror
git push --delete origin x
git push -d origin x
git push --del origin x
git push --prune origin
git push origin +main
git push origin +main:main
git push origin main :old
git push origin :
git push origin -- +main
git push -o ci.skip
git push --push-option=x
git push --recurse-submodules=on-demand
git push ext::id
git push ./bare HEAD
git push bare/repo HEAD
git push . HEAD:x
git push --repo=/tmp/x
git push --repo ext::id
`,
  editors: `
git add -i
git add -p
git add -e
git add -vp
git add --interactive
git add --patch
git add --edi
git commit -p
git commit --interactive
git commit -e
git commit --edit -m x
git commit -c HEAD
git commit -ac HEAD
git commit --reedit-message=HEAD
git checkout -p
git checkout --patch main
git restore -p
git restore --pat
git reset -p
git reset --patch
git stash -p
git stash push -p
git stash push --patch
git stash save --patch x
git rebase -i
git rebase -i HEAD~3
git rebase --interactive main
git rebase --inter main
git rebase --edit-todo
git merge -e topic
git merge --edit topic
git cherry-pick -e x
git revert -e HEAD
git revert --edit HEAD
git pull -e
git tag -e v1
git branch --edit-description
git branch --edit-desc
`,
});
