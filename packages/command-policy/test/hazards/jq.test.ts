import { describe, test } from "vitest";
import { expectAsks, expectHarmless, lines } from "./unix-support.ts";

describe("jq and yq", () => {
  test.each(
    lines(String.raw`
      jq . package.json
      jq -r .name package.json
      jq '.scripts | keys' package.json
      jq -r '.items[] | select(.a > 1) | .b' f
      jq -c '.[]' f
      jq -e .a f
      jq -n '[inputs]' f
      jq -s 'map(.x) | add' a b
      jq -rc '.a,.b' f
      jq --raw-output .a f
      jq --arg v 1 '.a == $v' f
      jq --argjson v 1 -r '.a + $v' f
      jq -r --arg a x --arg b y '.[$a][$b]' f
      jq --indent 4 . f
      jq --tab . f
      jq -S . f
      jq .env f
      jq '.scripts.env' f
      jq 'to_entries[] | "\(.key)=\(.value)"' f
      jq -n --args '$ARGS.positional' a b
      jq 'with_entries(.value |= tostring)' f
      jq '.imports, .include' f
      jq -R 'split(",")' f
      jq --version
      yq .a f.yaml
      yq e .a.b f.yaml
      yq eval '.a[0]' f.yaml
      yq -r .a f.yaml
      yq -o=json . f.yaml
      yq -o json . f.yaml
      yq -P . f.json
      yq '.services.web.environment' f.yaml
    `),
  )("[R7.2] unasked: %s", expectHarmless);

  test.each(
    lines(String.raw`
      jq env
      jq -n env
      jq -n 'env.HOME'
      jq -n '$ENV'
      jq -n '$ENV.PATH'
      jq -n '$ ENV'
      jq '.a | env' f
      jq '"\(env)"' f
      jq '.a,env' f
      jq '[env]' f
      jq '..env' f
      jq 'import "x" as x; .' f
      jq 'import "f" as $x; $x' f
      jq 'include "x"; .' f
      jq '"x" | modulemeta' f
      jq -f prog f
      jq -rf prog f
      jq -fprog f
      jq --from-file prog f
      jq --from prog f
      jq . -f prog
      jq -L dir . f
      jq -Ldir . f
      jq --slurpfile a /etc/passwd .
      jq --rawfile a /etc/passwd '$a'
      jq -n --rawfile a /etc/passwd '$a'
      jq --argfile a f .
      jq --arg a b env
      jq --arg a . env
      jq --indent 2 env
      jq --indent --arg env . f
      jq --arg a -f env f
      jq --arg -f a env f
      jq -r -- env
      jq --unknown . f
      yq env(HOME)
      yq 'strenv(HOME)' f
      yq '"$HOME" | envsubst' f
      yq 'load("/etc/passwd")' f
      yq 'load_str("/etc/passwd")' f
      yq e 'load("x")' f
      yq eval-all 'load("x")' f
      yq -i .a=1 f
      yq -ri .a=1 f
      yq --inplace .a=1 f
      yq -s .a f
      yq --split-exp .a f
      yq -f prog f
      yq --from-file prog f
      yq -o env
      yq shell-completion env --unknown
      yq 'system("id")' f
    `),
  )("[R7.2] asks: %s", expectAsks);
});
