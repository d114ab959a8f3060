import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileGrammar } from "../../src/hazards/compile-grammar.ts";
import type { Grammar } from "../../src/hazards/grammar.ts";
import { gitPrograms } from "../../src/hazards/tables/git.ts";
import { lines, reasonFor } from "./git-support.ts";

const root = mkdtempSync(join(tmpdir(), "git-rows-"));
const repo = join(root, "repo");
const mark = join(root, "mark");

/** What one run of git says and does. */
interface Outcome {
  readonly out: string;
  readonly error: string;
}

/** The installed git, with nobody's settings. */
function git(args: readonly string[], cwd = repo): Promise<Outcome> {
  const who = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" };
  const env = { PATH: process.env["PATH"] ?? "", HOME: root, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C", ...who };
  return new Promise((done, fail) => {
    const child = spawn("git", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let error = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (error += data));
    child.on("error", fail);
    child.on("close", () => done({ out, error }));
  });
}

beforeAll(async () => {
  mkdirSync(repo);
  await git(["init", "-q", "."]);
  writeFileSync(join(repo, "f"), "one\n");
  await git(["add", "f"]);
  await git(["commit", "-qm", "one"]);
  writeFileSync(join(repo, "f"), "two\n");
  await git(["commit", "-qam", "two"]);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("what would happen unasked", () => {
  const touch = `touch '${mark}';`;
  test.each([
    ["-c", `alias.x=!touch '${mark}'`, "x"],
    ["-c", `core.fsmonitor=${touch}`, "status"],
    ["ls-remote", `--upload-pack=${touch}`, "."],
    ["ls-remote", `--upload-pa=${touch}`, "."],
    ["ls-remote", `--exe=${touch}`, "."],
    ["fetch", ".", `--upload=${touch}`],
    ["clone", "-u", touch, ".", "copy"],
    ["clone", `-qu${touch}`, ".", "copy"],
    ["push", `--rece=${touch}`, ".", "HEAD:refs/heads/x"],
    ["push", ".", "HEAD:refs/heads/x", `--exec=${touch}`],
    ["rebase", "-x", `touch '${mark}'`, "HEAD~1"],
    ["rebase", "HEAD~1", `--exe=touch '${mark}'`],
    ["archive", "--remote=.", `--exec=${touch}`, "HEAD"],
    ["grep", `-O${touch}`, "o"],
    ["grep", `--open=${touch}`, "o"],
    ["archive", "-o", mark, "HEAD"],
    ["log", `--output=${mark}`],
    ["bundle", "create", mark, "HEAD"],
    ["config", "--file", mark, "a.b", "c"],
    ["bisect", "run", "touch", mark],
  ])("[R7.2] git %s %s %s does what it must not", async (...args) => {
    rmSync(mark, { force: true });
    expect(reasonFor(args)).toMatch(/^\w/);
    if (args[0] === "bisect") await git(["bisect", "start", "HEAD", "HEAD~1"]);
    await git(args);
    expect(existsSync(mark)).toBe(true);
  });
});

/** Every sub-command that has a row, with its words. */
function* rows(): Generator<readonly [readonly string[], Grammar]> {
  for (const [names, row] of Object.entries(gitPrograms["git"]?.subcommands ?? {})) {
    if (typeof row === "string" || row.whole) continue;
    for (const name of names.split(" ")) {
      yield [[name], row];
      for (const [inner, own] of Object.entries(row.subcommands ?? {})) {
        if (typeof own !== "string") for (const word of inner.split(" ")) yield [[name, word], own];
      }
    }
  }
}

/** The last of these may go without a value, and then git's own list doesn't show that they take one. */
const lastWithout = new Set(
  lines("merged no-merged contains no-contains points-at file").flatMap((all) => all.split(" ")),
);

describe("git's own lists of options", () => {
  const known = new Map<string, readonly string[]>();
  // These are no lists, or the commands pass on what they are given.
  const skipped =
    /^(bisect|submodule|rev-parse|reflog|(stash|notes|bundle|worktree)|stash (list|create|branch)|notes .*)$/;
  const listed = [...rows()].filter(([path]) => !skipped.test(path.join(" ")));

  beforeAll(async () => {
    const ask = async (path: readonly string[]): Promise<void> => {
      const { out } = await git([...path, "--git-completion-helper-all"]);
      known.set(path.join(" "), /^\s*--/.test(out) ? out.split(/\s+/).filter((word) => /^--./.test(word)) : []);
    };
    await Promise.all(listed.map(([path]) => ask(path)));
  });

  test("[R7.2] are there for most sub-commands", () => {
    expect([...known.values()].filter((list) => list.length > 0).length).toBeGreaterThan(40);
  });

  test("[R7.2] agree about which options take a value in the next word", () => {
    const wrong: string[] = [];
    for (const [path, row] of listed) {
      const list = known.get(path.join(" ")) ?? [];
      for (const [name, { kind, reason }] of compileGrammar(row).options) {
        if (reason !== undefined || lastWithout.has(name.slice(2))) continue;
        if (list.includes(`${name}=`) !== (kind === "value") && (list.includes(name) || list.includes(`${name}=`))) {
          wrong.push([...path, name].join(" "));
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("[R7.2] have no dangerous option that begins like a harmless one they don't know", () => {
    const wrong: string[] = [];
    const matters =
      /exec|pack|conv|diff$|output|sign|verify|config|template|file|edit|interactive|patch|unsafe|mirror|local-user/;
    for (const [path, row] of listed) {
      const list = (known.get(path.join(" ")) ?? []).map((name) => name.replace(/=$/, ""));
      for (const [name, { reason }] of compileGrammar(row).options) {
        if (reason !== undefined || !name.startsWith("--") || list.includes(name)) continue;
        const longer = list.filter((full) => full.startsWith(name) && !full.startsWith("--no-") && matters.test(full));
        const asked = longer.filter((full) => reasonFor([...path, full]) !== undefined);
        wrong.push(...asked.map((full) => [...path, name, full].join(" ")));
      }
    }
    expect(wrong).toEqual([]);
  });
});
