import { describe, test } from "vitest";
import { expectAsks, expectHarmless, lines } from "./unix-support.ts";

describe("find and fd", () => {
  test.each(
    lines(`
      find . -name '*.ts' -not -path './node_modules/*'
      find
      find src
      find . -type f
      find . -type d -empty
      find src test -iname '*.TEST.ts'
      find . -maxdepth 2 -name package.json
      find . ! -name '*.js' -o -name '*.mjs'
      find . ( -name a -o -name b ) -print
      find . -path ./node_modules -prune -o -type f -print
      find . -size +10k
      find . -mtime -7
      find . -mmin 5 -newer package.json
      find . -regex '.*\\.(ts|js)' -regextype posix-extended
      find . -printf '%p %s\\n'
      find . -print0
      find -L . -name x
      find . -perm -u+x
      find . -user root -group root
      find . -samefile a -links +1
      find . -xdev -ls
      find . -type f -a -name x -quit
      fd
      fd foo
      fd -e ts foo src
      fd -t f -H -I foo
      fd --type f --hidden --exclude node_modules
      fdfind -d 2 -g '*.ts'
      fd -HIa foo
      fd -tf -ets
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      find . -exec id ;
      find . -exec id {} +
      find . -execdir id ;
      find . -ok id ;
      find . -okdir id ;
      find . -name x -exec sh -c id ;
      find . -type f -delete
      find -delete
      find . -name x -o -delete
      find . -fprintf /home/u/.bashrc x
      find . -fprint /home/u/.bashrc
      find . -fprint0 f
      find . -fls f
      find -files0-from f
      find . ( -name a -exec id ; )
      find . ! -exec id ;
      find -L . -exec id ;
      find . -print -exec id ;
      find . -maxdepth 1 -exec id ;
      find . -exe id ;
      find . --exec id
      find -f x . -exec id ;
      find -D exec .
      find . -unknown
      find -- . -exec id ;
      fd -x id
      fd -X id
      fd foo -x id
      fd -HIx id
      fd foo --exec id
      fd --exec=id
      fd --exec-batch id
      fd --exe id
      fd --ignore-file f
      fd -e -- -x id
    `),
  )("[R7.2] asks: %s", expectAsks);
});

describe("grep and its kin", () => {
  test.each(
    lines(`
      grep foo file
      grep -rn foo src --include=*.ts
      grep -rn 'foo bar' src --include=*.ts --exclude-dir=node_modules
      grep -i -E 'a|b' f
      grep -v '^#' f
      grep -c foo f
      grep -l foo -r .
      grep -A3 -B 2 foo f
      grep -5 foo f
      grep -C 3 foo f
      grep -e foo -e bar f
      grep --color=auto foo f
      grep --color foo f
      grep -m 1 foo f
      grep -m1 foo f
      grep -oP '\\d+' f
      grep -qs foo f
      grep -wnH foo f
      grep --line-number --ignore-case foo f
      grep -Rl --include '*.json' foo .
      egrep 'a|b' f
      fgrep a.b f
      zgrep foo a.gz
      grep foo -- -f
      rg foo
      rg -n --glob '*.ts' foo
      rg --with-filename --max-filesize 1M --threads=2 foo
      rg --passthru --line-buffered --multiline-dotall -U foo
      rg --type-add 'web:*.{html,css}' -t web foo
      rg -n --glob !dist foo src
      rg -i -w foo
      rg -tts foo
      rg -t ts -T js foo
      rg -uu foo
      rg --files
      rg --files -g '*.md'
      rg -l foo
      rg -A 3 -B3 foo
      rg -5 foo
      rg --json foo
      rg --no-heading --color never foo
      rg --hidden --no-ignore foo
      rg -e foo -e bar
      rg -U --multiline 'a\\nb'
      rg -r x foo
      rg --max-count=1 foo
      rg -c foo
      rg --no-config foo
      ag foo src
      ag -l foo
      ag -G ts foo
      ag --ignore dist foo
      ack -i foo
      ack -A 2 foo
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(`
      grep -f /etc/shadow x
      grep -f/etc/shadow x
      grep -nf /etc/shadow x
      grep -rf/etc/shadow x
      grep --file /etc/shadow x
      grep --file=/etc/shadow x
      grep --fil=/etc/shadow x
      grep x --fi /etc/shadow
      grep foo x -f /etc/shadow
      grep foo --exclude-from=f x
      grep foo --exclude-f f x
      grep -e -- -f /etc/shadow x
      grep --include -- -f x
      grep -A -- -f x
      grep -e -f x
      grep --unknown x
      egrep -f f x
      fgrep -f f x
      zgrep -f f x
      rg --pre sh foo
      rg --pre=sh foo
      rg foo --pre sh
      rg --pre-glob '*' foo
      rg --no-pre foo
      rg --hostname-bin sh foo
      rg --hostname-bin=sh foo
      rg --hostname sh foo
      rg -z foo
      rg -nz foo
      rg --search-zip foo
      rg -f f
      rg -nf f
      rg --file=f
      rg --ignore-file f foo
      rg --glob -- --pre=sh foo
      rg -g -- --pre=sh foo
      rg -e --pre=sh foo
      rg --color -- --pre=sh foo
      ag --pager sh foo
      ag --pag sh foo
      ag --pager=sh foo
      ag -p f foo
      ag --path-to-ignore f foo
      ack --pager=sh foo
      ack foo --output=x
      ack --ackrc=f foo
      ack --files-from=f foo
      ack -C -- --pager=sh foo
      ack -t -- --pager=sh foo
    `),
  )("[R7.2] asks: %s", expectAsks);

  test("[R7.2] a line break in a name that zgrep hands on asks", () => {
    expectAsks("zgrep foo 'a\n;e id\n#'");
  });
});
