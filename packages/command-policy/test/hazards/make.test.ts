import { checkCases } from "./manager-cases.ts";

checkCases("make", {
  harmless: `
make
make all
make test lint
make -j4 all
make -j 4 all
make -j
make --jobs=4
make -k test
make -s build
make -n deploy
make -B
make -Bj8 all
make -i -r -R
make -w
make --no-print-directory all
make -C sub
make -C sub all
make -Csub all
make --directory=sub test
make --dry-run
make --silent all
make --keep-going all
make --trace all
make -d
make --debug=v all
make -O -j2
make --output-sync=line
make docker:build
make build/app.o
make test-%
make --version
make -v
make -l 2 all
make -- all
gmake all
`,
  dangerous: `
make -f evil.mk
make -f/tmp/evil.mk
make -f=x all
make -sf evil.mk
make -jf evil.mk -f x
make all -f evil.mk
make --file=evil.mk
make --file evil.mk
make --fil=evil.mk
make --makefile=evil.mk
make --mak evil.mk
make -C /tmp/evil
make -C ../evil
make -C=../evil
make -C../evil
make -kC /tmp
make --directory=/tmp
make --direc=/tmp
make -I /tmp
make -I/tmp
make --include-dir=/tmp
make --inc /tmp
make -E "$(shell id)"
make -Ex
make --eval=x
make --eval x
make --ev x
make -e
make -se
make --environment-overrides
make -o x
make -W x
make --old-file=x
make --what-if=x
make --assume-new=x
make SHELL=./evil
make all CC=./evil
make CC:=./evil
make CC+=./evil
make "X!=id"
make -- SHELL=./evil
make MAKEFLAGS=-f
make --shell=x
make "run;id"
make "$(shell id)"
make "a b"
make /etc/passwd
make ../x
make -C --eval=x
make --jobserver-auth=3,4
make --unknown
`,
  options: `
-f
-fx
-sf
--file=x
--makefile
--eval=x
--ev
-E
-I
--include-dir=/tmp
-e
-o
-W
--directory=/tmp
-C/tmp
`,
});
