import ts from "typescript";
import { expect, test } from "vitest";
import { filesIn, packages, walk } from "./architecture/workspace.ts";
import { threats } from "./threats.ts";

/** What a file's tests and groups of tests are called, those left out that do not run. */
function titlesIn(tree: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  walk(tree, (node) => {
    if (!ts.isCallExpression(node)) return;
    const [name] = node.arguments;
    const isTest = /^(describe|test|it)(\.each\(|$)/.test(node.expression.getText(tree));
    if (isTest && name !== undefined && ts.isStringLiteralLike(name)) found.add(name.text);
  });
  return found;
}

const files = packages().flatMap(({ path }) => [...filesIn(`${path}/test`), ...filesIn(`${path}/src/testing`)]);

test("every row of the threats A4 and A5 is listed, in order", () => {
  const rows = (group: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${group}.${n + 1}`);
  expect(threats.map(({ id }) => id)).toEqual([...rows("A4", 13), ...rows("A5", 17)]);
});

test.each(threats)("$id $threat: there are tests that show it cannot happen", ({ shownBy }) => {
  const named = Object.entries(shownBy).flatMap(([path, titles]) => titles.map((title) => ({ path, title })));
  const missing = named.filter(({ path, title }) => {
    const file = files.find((one) => one.path === path);
    return file === undefined || !titlesIn(file.tree).has(title);
  });
  expect(named.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});
