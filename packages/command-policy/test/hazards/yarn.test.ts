import { checkCases } from "./manager-cases.ts";

checkCases("yarn", {
  harmless: `
yarn
yarn --frozen-lockfile
yarn --immutable
yarn install
yarn install --immutable --immutable-cache
yarn install --production=true
yarn install --network-timeout 100000
yarn install --mode=update-lockfile
yarn install --ignore-scripts --no-lockfile
yarn add react
yarn add -D vitest@^1
yarn add --dev --exact typescript
yarn add -W @scope/a@workspace:*
yarn remove lodash
yarn up "@types/*"
yarn upgrade --latest
yarn run build
yarn run build --watch
yarn run test:unit
yarn test:unit
yarn workspace api test:unit
yarn run build -- --watch
yarn build
yarn test
yarn test --watch
yarn test --cwd ../evil
yarn -s lint
yarn --silent build --fix
yarn dev --port 3000
yarn start
yarn lint --fix
yarn why react
yarn list --depth=0
yarn info react
yarn outdated
yarn audit --level high
yarn npm audit --all
yarn workspaces info
yarn workspaces list --json
yarn workspaces run build
yarn workspaces foreach -A run build
yarn workspaces foreach --all -pt run test
yarn workspace api build
yarn workspace api add zod
yarn dedupe --check
yarn version patch
yarn --version
yarn bin
yarn check
`,
  dangerous: `
yarn foo
yarn tsx evil.ts
yarn run tsx -e evil
yarn run evil
yarn run ./evil
yarn -- exec evil
yarn exec evil
yarn node -e evil
yarn dlx evil
yarn create vite
yarn init -2
yarn global add evil
yarn link
yarn config set script-shell ./evil
yarn set version ./evil.cjs
yarn policies set-version ./evil.js
yarn plugin import https://evil.example/x.js
yarn publish
yarn npm publish
yarn npm login
yarn login
yarn owner add x y
yarn cache clean
yarn unplug x
yarn patch x
yarn --cwd ../evil test
yarn --cwd=../evil build
yarn run --cwd ../evil build
yarn run build --cwd ../evil -- x
yarn build --cwd ../evil -- x
yarn test --use-yarnrc ./evil -- x
yarn workspaces info --cwd ../evil -- x
yarn workspaces foreach -A exec evil
yarn workspaces foreach -A run evil
yarn workspaces foreach --since=--output=x run build
yarn workspace api exec evil
yarn workspace api add ../evil
yarn workspace --cwd ../evil x
yarn workspace a workspace b dlx evil
yarn --use-yarnrc ./evil install
yarn install --modules-folder /tmp
yarn install --cache-folder=/tmp
yarn install --registry https://evil.example
yarn install --mutex file:/tmp/x
yarn install --har
yarn --script-shell ./evil build
yarn add evil/repo
yarn add git+https://evil.example/x.git
yarn add https://evil.example/x.tgz
yarn add x@exec:./evil.js
yarn add x@portal:../x
yarn add x@npm:y
yarn add file:../x
yarn add ../evil
yarn add --mode evil/repo
yarn add --level ../evil
yarn --network-timeout exec evil
yarn add -- ../evil
yarn add --global evil
yarn --production test evil
yarn pack --filename /tmp/x
yarn run -B tsc
yarn run -T tsc
`,
  options: `
--cwd=../evil
--cwd
--modules-folder=/tmp
--use-yarnrc
--use-yarnrc=./evil
--script-shell=x
--registry=https://evil.example
-g
--mutex
--into
`,
  end: (args) => {
    const at = args.findIndex((arg) => /^(build|test|start|dev|lint|test:unit)$/.test(arg));
    return at < 0 || args.includes("--") ? args.length : at;
  },
});
