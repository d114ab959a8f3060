import ts from "typescript";
import { expect, test } from "vitest";
import { filesIn, packages, placeOf, type SourceFile, walk } from "./workspace.ts";

const longestFile = 300;
const longestFunction = 60;
const medianFile = 80;

const sources = [...packages().flatMap((one) => filesIn(`${one.path}/src`)), ...filesIn("bench/src")];
const tests = [...packages().flatMap((one) => filesIn(`${one.path}/test`)), ...filesIn("test")];
const linesOf = (file: SourceFile): number => file.text.trimEnd().split("\n").length;

test(`no file has more than ${longestFile} lines`, () => {
  const long = [...sources, ...tests].filter((file) => linesOf(file) > longestFile);
  expect(long.map((file) => `${file.path}: ${linesOf(file)}`)).toEqual([]);
});

test(`half of the source files have at most ${medianFile} lines`, () => {
  const sizes = sources.map(linesOf).sort((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(medianFile);
});

/** A function that declares tests is a list of tests, not a computation. */
function declaresTests(node: ts.Node): boolean {
  let found = false;
  walk(node, (inner) => {
    if (ts.isCallExpression(inner) && /^(describe|test|it)\b/.test(inner.expression.getText())) found = true;
  });
  return found;
}

test(`no function has more than ${longestFunction} lines`, () => {
  const long: string[] = [];
  for (const file of sources) {
    walk(file.tree, (node) => {
      if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
      const first = file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line;
      const lines = file.tree.getLineAndCharacterOfPosition(node.end).line - first + 1;
      const isSuite = file.path.includes("/src/testing/") && declaresTests(node);
      if (lines > longestFunction && !isSuite) long.push(`${placeOf(file, node)}: ${lines}`);
    });
  }
  expect(long).toEqual([]);
});
