import ts from "typescript";
import { expect, test } from "vitest";
import { filesIn, packages, placeOf, type SourceFile, walk } from "./workspace.ts";

const all = packages();
const sources = all.flatMap((one) => filesIn(`${one.path}/src`));
const tests = [...all.flatMap((one) => filesIn(`${one.path}/test`)), ...filesIn("test")];

/** Where the text of a member access (`Date.now`, `process["env"]`) is one of `names`. */
function uses(file: SourceFile, names: RegExp): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
    if (isAccess && names.test(node.getText(file.tree).replace(/\[["'](\w+)["']\]/g, ".$1"))) {
      found.push(`${placeOf(file, node)}: ${node.getText(file.tree)}`);
    }
  });
  return found;
}

/** Where a file asks what time it is with `new Date()` or `Date()`. */
function bareDates(file: SourceFile): string[] {
  const found: string[] = [];
  walk(file.tree, (node) => {
    const isMade = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === "Date";
    if (isMade && (node.arguments?.length ?? 0) === 0) found.push(placeOf(file, node));
  });
  return found;
}

test("libraries take time, environment and output as parameters", () => {
  const names = /^(globalThis\.)?(Date\.now|performance\.now|process\.(env|hrtime|stdout|stderr|exit)|console\.\w+)$/;
  const libraries = sources.filter(
    (file) => file.path.startsWith("packages/") && file.path !== "packages/core/src/clock.ts",
  );
  expect(libraries.flatMap((file) => [...uses(file, names), ...bareDates(file)])).toEqual([]);
});

test("nothing that is shipped uses guessable randomness", () => {
  expect(sources.flatMap((file) => uses(file, /^Math\.random$/))).toEqual([]);
});

test("no test is skipped, narrowed or left for later", () => {
  const names = /^(describe|test|it|suite|bench)(\.\w+)*\.(skip|only|todo|skipIf|runIf|fails)$/;
  expect(tests.flatMap((file) => uses(file, names))).toEqual([]);
});

test("no type is given up", () => {
  const found: string[] = [];
  for (const file of [...sources, ...tests]) {
    walk(file.tree, (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(placeOf(file, node));
    });
    for (const match of file.text.matchAll(/^.*\/[/*] ?@ts-(ignore|nocheck|expect-error).*$/gm)) {
      found.push(`${file.path}: ${match[0].trim()}`);
    }
  }
  expect(found).toEqual([]);
});

test("every export is named where it is made", () => {
  const found: string[] = [];
  for (const file of sources.filter(({ path }) => !path.endsWith(".d.ts"))) {
    walk(file.tree, (node) => {
      if (ts.isExportDeclaration(node) && node.exportClause === undefined) found.push(placeOf(file, node));
      if (ts.isExportAssignment(node)) found.push(placeOf(file, node));
    });
  }
  expect(found).toEqual([]);
});
