import { compileCommandPolicy, judgeCommand } from "@moltbot/command-policy";
import { describe, expect, test } from "vitest";

const cwd = "/ws/app";
const workspace = "/ws";
const judge = (line: string, ...allowlist: string[]) => judgeCommand(line, { allowlist, cwd, workspace });

describe("every command of a line [R7.1] [R7.2]", () => {
  test("is allowed by itself, and says by which entry", () => {
    const verdict = judge("foo a | bar b && foo", "foo *", "bar b");
    expect(verdict).toMatchObject({
      decision: "allow",
      commands: [
        { argv: ["foo", "a"], rule: "foo *" },
        { argv: ["bar", "b"], rule: "bar b" },
        { argv: ["foo"], rule: "foo *" },
      ],
    });
  });

  test("or the line asks, naming the first that is not", () => {
    const verdict = judge("foo; rm -rf /; baz", "foo *");
    expect(verdict).toMatchObject({ decision: "ask", because: "rm matches no entry of the allowlist." });
    expect(verdict.commands.map(({ because }) => because === undefined)).toEqual([true, false, false]);
  });

  test.each([
    ["foo", "foo *", "allow"],
    ["foo", "foo", "allow"],
    ["foo a", "foo", "ask"],
    ["foo a b", "foo a *", "allow"],
    ["foo a", "foo a *", "allow"],
    ["foo ab", "foo a *", "ask"],
    ["foo b a", "foo a *", "ask"],
    ["./foo a", "foo *", "ask"],
    ["/usr/bin/foo a", "foo *", "ask"],
    ["/usr/bin/foo a", "/usr/bin/foo *", "allow"],
    ["foo 'a b'", 'foo "a b"', "allow"],
    ["foo '*'", "foo '*'", "allow"],
    ["foo a", "foo '*'", "ask"],
    ["foo a", "foo*", "ask"],
    ["foo a", "*", "ask"],
    ["foo a", "", "ask"],
    ["foo a", "foo * | bar *", "ask"],
    ["foo a", "foo $x", "ask"],
    ["foo -*", "foo *", "ask"],
    ["foo *", "foo *", "ask"],
    ["foo -- *", "foo *", "allow"],
    ["foo a*", "foo *", "allow"],
  ])("%j under %j: %s", (line, entry, decision) => expect(judge(line, entry).decision).toBe(decision));
});

describe("programs that run others [R7.2]", () => {
  test.each([
    ["sudo ls", "sudo *"],
    ["nice ls", "nice *"],
    ["/usr/bin/env ls", "/usr/bin/env *"],
    ["bash x.sh", "bash *"],
    ["zsh-5.9 x.sh", "zsh-5.9 *"],
    ["bash5 x.sh", "bash5 *"],
    ["eval ls", "eval *"],
    ["export X=1", "export *"],
    ["export X=1", "export X=1"],
    [". ./x", ". *"],
    ["python3.12 x.py", "python3.12 *"],
    ["node x.js", "node *"],
    ["node --inspect x.js", "node --inspect *"],
    ["vim x", "vim *"],
    ["/lib64/ld-linux-x86-64.so.2 ./x", "/lib64/ld-linux-x86-64.so.2 *"],
    ["ld-musl-x86_64.so.1 ./x", "ld-musl-x86_64.so.1 *"],
    ["ldd ./x", "ldd *"],
    ["fzf --preview id", "fzf *"],
    ["bat --pager=id x", "bat *"],
    // A shell's own printf and test evaluate the name.
    ["printf -v 'a[$(id)]' 1", "printf *"],
    ["test -v 'a[$(id)]'", "test *"],
  ])("%j asks although %j is listed", (line, entry) => expect(judge(line, entry).decision).toBe("ask"));

  test.each([
    ["bash scripts/deploy.sh", "bash scripts/deploy.sh"],
    ["nice -n 5 make", "nice -n 5 make"],
    ["node scripts/build.js --watch -e x", "node scripts/build.js *"],
    ["python3 ./tool.py a", "python3 ./tool.py *"],
    ["node --version", "node --version"],
    ["printf '%s: -> %d\\n' a 1", "printf *"],
    ["test -f package.json", "test *"],
    ["bat -n --style=plain x", "bat *"],
  ])("%j is allowed by %j", (line, entry) => expect(judge(line, entry).decision).toBe("allow"));
});

describe("cd [R7.2]", () => {
  test.each([
    "cd src && foo",
    "cd src/a && foo && foo",
    "cd .. && foo",
    "cd src",
    "cd 'a b' && foo",
    "cd /ws && foo",
    "cd /ws/app/src && foo && cd .. && foo",
  ])("%j moves what follows", (line) => expect(judge(line, "cd *", "foo *").decision).toBe("allow"));

  test("to an absolute path is where relative ones begin", () => {
    expect(judge("cd /ws/b && tee ../x", "cd *", "tee *").decision).toBe("allow");
    expect(judge("cd /ws && tee ../x", "cd *", "tee *").decision).toBe("ask");
    expect(judge("cd /ws && cd .. && foo", "cd *", "foo *").decision).toBe("ask");
  });

  test.each([
    "cd ../.. && foo",
    "cd src/../../../x && foo",
    "cd / && foo",
    "cd /wsx && foo",
    "cd /ws/../etc && foo",
    "cd //etc && foo",
    "cd && foo",
    "cd - && foo",
    "cd -P src && foo",
    "cd a b && foo",
    "cd src; foo",
    "cd src || foo",
    "cd src && foo; foo",
    "cd src | foo",
    "cd src >/dev/null && foo",
    "cd s* && foo",
    "cd .. && cd .. && foo",
  ])("%j asks", (line) => expect(judge(line, "cd *", "foo *").decision).toBe("ask"));

  test("needs an entry and a workspace", () => {
    expect(judge("cd src && foo", "foo *").decision).toBe("ask");
    expect(judgeCommand("cd src && foo", { allowlist: ["cd *", "foo *"] }).decision).toBe("ask");
  });
});

describe("git's own data, whose hooks and settings git runs [R7.2]", () => {
  const programs = "cd cp curl git go make npm pip tar tee uv";
  const at = (line: string, place = cwd) => {
    const allowlist = programs.split(" ").map((name) => `${name} *`);
    return judgeCommand(line, { allowlist, cwd: place, workspace }).decision;
  };

  test.each([
    "cd .git && cp ../x hooks/pre-commit",
    "cd ../.git/hooks && tee pre-commit",
    "cd sub && cd .GIT && make",
    "git clone https://example.com/hooks .git/hooks",
    "git -C .git clone https://example.com/hooks",
    "git init .git/hooks",
    "git apply --directory=.git x.patch",
    "go build -o .git/hooks/pre-commit .",
    "go test -coverprofile=/ws/app/.git/config ./...",
    "uv export -o ./.git/config",
    "npm pack --pack-destination sub/../.git/hooks",
    "curl -o .git/hooks/pre-commit https://example.com",
    "make -C .git/modules/x",
  ])("%j asks", (line) => expect(at(line)).toBe("ask"));

  test("is off limits from inside as well", () => {
    expect(at("tee hooks/x", "/ws/app/.git")).toBe("ask");
    expect(at("tee ../config", "/ws/app/.git/hooks")).toBe("ask");
    expect(at("tee ../../x", "/ws/app/.git/hooks")).toBe("allow");
  });

  test.each(["tee .gitignore", "cp x .github/workflows/ci.yml", "cd x.git && make", "git add .gitattributes"])(
    "%j is something else",
    (line) => expect(at(line)).toBe("allow"),
  );
});

describe("security levels [R7.1]", () => {
  const at = (security: string, line: string) =>
    compileCommandPolicy({ allowlist: ["foo *"], security: security as "deny" }).judge(line, { cwd, workspace });

  test("deny runs nothing, not even what is listed", () => {
    expect(at("deny", "foo a")).toMatchObject({ decision: "deny", commands: [{ argv: ["foo", "a"] }] });
    expect(at("deny", "foo $(x)").decision).toBe("deny");
    expect(at("anything else", "foo a").decision).toBe("deny");
  });

  test("full runs everything that can be shown, and leaves shell lines to a sandbox", () => {
    expect(at("full", "rm x")).toMatchObject({ decision: "allow", plan: { kind: "argv" } });
    expect(at("full", "rm $x")).toMatchObject({ decision: "allow", plan: { kind: "shell", line: "rm $x" } });
    expect(at("full", "rm \u202ex").decision).toBe("deny");
    expect(at("full", "rm 'x").decision).toBe("deny");
  });

  test("whatever is no text is denied", () => {
    expect(judgeCommand(undefined as unknown as string, { allowlist: ["foo *"] }).decision).toBe("deny");
  });
});

test("takes long hostile lines without ado [R7.2]", () => {
  const lines = ["$(", "'a'", "(", "{a,", "cat <<E\n", "`", "a|", '"$(a ', "$((", "${a:-", "\\a", "git log --x="];
  for (const part of lines) {
    const verdict = judge(part.repeat(Math.floor(16_000 / part.length)), "git *", "a *");
    expect(verdict.commands.length).toBeLessThanOrEqual(201);
    expect(verdict.because.length).toBeLessThan(300);
  }
});
