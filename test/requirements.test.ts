import ts from "typescript";
import { expect, test } from "vitest";
import { filesIn, packages, type SourceFile, walk } from "./architecture/workspace.ts";
import { type Requirement, requirements } from "./requirements.ts";

const tagForm = /\[(R\d+\.\d+(?:\s*,\s*R\d+\.\d+)*)\]/g;

/** Row ids in the names of a file's tests and groups of tests. */
function tagsOf(file: SourceFile): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    if (!ts.isCallExpression(node) || !/^(describe|test|it)\b/.test(node.expression.getText(file.tree))) return;
    const name = node.arguments[0]?.getText(file.tree) ?? "";
    for (const [, ids = ""] of name.matchAll(tagForm)) found.push(...ids.split(",").map((id) => id.trim()));
  });
  return found;
}

const files = packages().flatMap(({ path }) => [...filesIn(`${path}/test`), ...filesIn(`${path}/src/testing`)]);
const places = new Map<string, Set<string>>();
for (const file of [...files, ...filesIn("test")]) {
  for (const id of tagsOf(file)) places.set(id, (places.get(id) ?? new Set()).add(file.path));
}

test("every row is listed once", () => {
  const ids = requirements.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("every tag in a test's name is a row", () => {
  const known = new Set(requirements.map(({ id }) => id));
  const unknown = [...places].filter(([id]) => !known.has(id)).map(([id, where]) => `${id}: ${[...where].join(", ")}`);
  expect(unknown).toEqual([]);
});

test("every row that is marked done has a test", () => {
  const bare = requirements.filter(({ id, status }) => status === "done" && !places.has(id));
  expect(bare.map(({ id, title }) => `${id} ${title}`)).toEqual([]);
});

test("every partial row says what it lacks, and what is not done is listed", () => {
  const lines = requirements
    .filter(({ status }) => status !== "done")
    .map(({ id, title, status, missing }) => {
      const tested = places.has(id) || status === "open" ? "" : ", no test";
      return `${id} ${status}${tested}: ${title}${missing ? ` (missing: ${missing})` : ""}`;
    });
  process.stdout.write(`\n${lines.length} of ${requirements.length} rows are not done:\n  ${lines.join("\n  ")}\n`);
  const isOdd = ({ status, missing }: Requirement): boolean => (status === "partial") !== (missing !== undefined);
  expect(requirements.filter(isOdd)).toEqual([]);
});
