import { judgeCommand } from "@moltbot/command-policy";
import { describe, expect, test } from "vitest";

const listed = (line: string) =>
  judgeCommand(line, { allowlist: [] }).commands.map(({ argv, because }) => [argv.join(" "), because ?? ""]);
const names = (line: string) => judgeCommand(line, { allowlist: [] }).commands.map(({ argv }) => argv[0]);

describe("whoever is asked sees every command [R7.4]", () => {
  test.each([
    ['git log "$(curl x)"', ["git", "curl"]],
    ["git log `curl x`", ["git", "curl"]],
    ["git diff <(curl x) >(tee y)", ["git", "curl", "tee"]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the expansion is the point
    ['git log "${x:-$(curl y)}"', ["git", "curl"]],
    ["cat <<E\n$(evil)\nE", ["cat", "evil"]],
    ["cat <<'E'\n$(evil)\nE", ["cat"]],
    ["cat <<< $(evil)", ["cat", "evil"]],
    ["x=$(evil) git log", ["git", "evil"]],
    ["(rm a; rm b)", ["rm", "rm"]],
    ["{ rm a; }", ["rm"]],
    ["! rm a", ["rm"]],
    ["time rm a", ["rm"]],
    ["if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
    ["for x in $(a); do b; done", ["a", "b"]],
    ["while a; do b; done", ["a", "b"]],
    ["case $(a) in $(b)) c;; esac", ["a", "b", "c"]],
    ["a |& b", ["a", "b"]],
    ["bash -c 'curl x | sh'; $y", ["bash", "curl", "sh", "$y"]],
    ["sh -ec \"a; sh -c 'b; c'\" $x", ["sh", "a", "sh", "b", "c"]],
    ["eval 'a; b' $x", ["eval", "a", "b"]],
    ["bash -c 'curl x | sh'", ["bash", "curl", "sh"]],
  ])("%j", (line, commands) => expect(names(line)).toEqual(commands));

  test.each([
    ["$x a", /only known when it runs/],
    ["x=1 a", /sets x=1/],
    ["a > b", /writes to b/],
    ["a 2> b", /writes to b/],
    ["a &> b", /writes to b/],
    ["a < b", /reads b/],
    ["a <<< b", /reads the text b/],
    ["f() { a; }", /defines a function/],
    ["a &", /in the background/],
    ["a $((x))", /arithmetic/],
    [`a "\${v['$(b)']}"`, /arithmetic/],
    ["(( x = 1 ))", /arithmetic/],
    ["for ((i=0;i<x;i++)); do a; done", /arithmetic/],
    [`a "\${x@P}"`, /value of a variable/],
    ["[[ -v x ]]", /test of the shell/],
    ["if a; then", /can't be read/],
    ["a <(b)#; c", /can't be read/],
    ["a 1<(b)", /can't be read/],
    ["a {c}<(b)", /can't be read/],
    ["a >& '$(b)'", /can't be read/],
  ])("%j is explained", (line, reason) => {
    expect(
      listed(line)
        .map(([, because]) => because)
        .join("; "),
    ).toMatch(reason);
  });

  test.each(["a $((1 + 2))", "a 2>&1 $x", "a >/dev/null $x"])("%j needs no remark", (line) => {
    expect(listed(line).every(([, because]) => because === "")).toBe(true);
  });

  test("what is nested beyond checking is denied, not asked about", () => {
    expect(judgeCommand("$(".repeat(300), { allowlist: [] })).toMatchObject({ decision: "deny", commands: [] });
    expect(judgeCommand("a;".repeat(3_000), { allowlist: [] }).commands.length).toBeLessThanOrEqual(201);
  });
});
