import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { packages, root } from "./architecture/workspace.ts";

const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root });
const documents = listed
  .toString()
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

/** How a heading is addressed, the way code hosts do it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

function anchors(text: string): string[] {
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)];
}

test("every link between documents leads somewhere", () => {
  const broken: string[] = [];
  for (const { path, text } of documents) {
    const prose = text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");
    for (const [, target = ""] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = "", anchor] = target.split("#");
      const place = file === "" ? path : normalize(join(dirname(path), file));
      const isThere = existsSync(join(root, place));
      const there = documents.find((document) => document.path === place);
      if (!isThere || (anchor && there && !anchors(there.text).includes(anchor))) broken.push(`${path} → ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test("the root README names every package", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(packages().filter(({ path }) => !readme.includes(`](${path})`))).toEqual([]);
});
