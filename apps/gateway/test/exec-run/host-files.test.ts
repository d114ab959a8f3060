import { link, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@moltbot/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHostFiles } from "../../src/exec/run/host-files.ts";

let base: string;
let root: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "moltbot-files-")));
  root = join(base, "workspace");
  await mkdir(root);
  await writeFile(join(base, "secret"), "s3cret");
});
afterEach(() => rm(base, { recursive: true, force: true }));

test("files of the owner's directory are reached by their own names only", async () => {
  const files = createHostFiles(root, systemRandom);
  await symlink("../secret", join(root, "link"));
  await symlink("..", join(root, "up"));
  await symlink(join(base, "new"), join(root, "dangling"));
  await link(join(base, "secret"), join(root, "second-name"));
  await mkdir(join(root, "folder"));
  const cases = [
    ["link", "link"],
    ["up/secret", "link"],
    ["dangling", "link"],
    ["second-name", "hard_link"],
    ["folder", "not_a_file"],
    ["../secret", "outside"],
    [join(base, "secret"), "outside"],
    ["a\0b", "outside"],
    [`${root}x/secret`, "outside"],
    [".", "outside"],
  ] as const;
  for (const [path, reason] of cases) {
    expect(await files.read(path)).toMatchObject({ status: "failed", reason: expect.stringMatching(reason) });
    expect(await files.write(path, "evil")).toMatchObject({ status: "failed", reason: expect.stringMatching(reason) });
  }
  expect(await readFile(join(base, "secret"), "utf8")).toBe("s3cret");
  expect(await files.write(join(root, "a/b/c"), "deep")).toEqual({ status: "written" });
  expect(await files.read("a/b/c")).toMatchObject({ text: "deep" });
});

test("git's own data can be read and not changed: git runs what it says", async () => {
  const files = createHostFiles(root, systemRandom);
  await mkdir(join(root, ".git/hooks"), { recursive: true });
  await writeFile(join(root, ".git/config"), "[core]\n");
  for (const path of [
    ".git/config",
    "./.git//hooks/pre-commit",
    ".GIT/config",
    "sub/.git/config",
    ".git",
    join(root, ".git/x"),
  ]) {
    expect(await files.write(path, "[core] fsmonitor = evil")).toEqual({ status: "failed", reason: "git_data", path });
  }
  expect(await files.edit(".git/config", { old: "core", new: "x" })).toMatchObject({ reason: "git_data" });
  const patch = "*** Begin Patch\n*** Delete File: .git/config\n*** End Patch";
  expect(await files.applyPatch(patch)).toMatchObject({ status: "failed", reason: "git_data" });
  expect(await files.read(".git/config")).toMatchObject({ text: "[core]\n" });
  for (const path of [".gitignore", ".github/ci.yml", "x.git/config"]) {
    expect(await files.write(path, "x")).toEqual({ status: "written" });
  }
});

test("a text is replaced only where it occurs once", async () => {
  const files = createHostFiles(root, systemRandom);
  await files.write("f", "a b a");
  expect(await files.edit("f", { old: "a", new: "x" })).toMatchObject({ reason: "many_matches" });
  expect(await files.edit("f", { old: "c", new: "x" })).toMatchObject({ reason: "no_match" });
  expect(await files.edit("f", { old: "b", new: "$&" })).toEqual({ status: "edited" });
  expect(await files.read("f")).toMatchObject({ text: "a $& a" });
});
