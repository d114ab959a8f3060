import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { readmeBlocks } from "../support/readme.ts";
import { compile } from "./program.ts";
import { packages, root } from "./workspace.ts";

/** Files that a package exports, from the root. */
function entries(): string[] {
  return packages().flatMap(({ path, manifest }) =>
    Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === "string" ? [] : [join(root, path, target["@moltbot/source"] ?? "")],
    ),
  );
}

/** A declaration's own comment, or that of the statement around a `const`. */
function isDocumented(declaration: ts.Declaration): boolean {
  const carrier = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return ts.getJSDocCommentsAndTags(carrier).some((comment) => ts.isJSDoc(comment) && comment.comment !== undefined);
}

test("every public export says what it is", () => {
  const files = entries();
  const compiled = compile(files);
  const checker = compiled.getTypeChecker();
  const undocumented = new Set<string>();
  for (const file of files) {
    const source = compiled.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) continue; // an entry without exports has nothing to say
    for (const exported of checker.getExportsOfModule(module)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
      const own = symbol.declarations?.filter((one) => !one.getSourceFile().fileName.includes("node_modules")) ?? [];
      const place = own[0] ? relative(root, own[0].getSourceFile().fileName) : relative(root, file);
      if (own.length > 0 && !own.some(isDocumented)) undocumented.add(`${place}: ${exported.name}`);
    }
  }
  expect([...undocumented].sort()).toEqual([]);
});

test("the TypeScript of every README compiles, also where it does not run", () => {
  const blocks = new Map<string, string>();
  for (const { path } of packages()) {
    const readme = join(root, path, "README.md");
    if (!existsSync(readme)) continue; // reported by the check of packages
    for (const { code, line } of readmeBlocks(readFileSync(readme, "utf8"))) {
      blocks.set(join(root, path, `README-line-${line}.ts`), `${code}\nexport {};\n`);
    }
  }
  const compiled = compile([], blocks);
  const found = [...blocks.keys()].flatMap((file) => ts.getPreEmitDiagnostics(compiled, compiled.getSourceFile(file)));
  const shown = found.map((one) => {
    const text = ts.flattenDiagnosticMessageText(one.messageText, " ");
    return `${relative(root, one.file?.fileName ?? "")}: ${text}`;
  });
  // A README may import the reader's own file beside it.
  expect(shown.filter((text) => !/Cannot find module '\.\//.test(text))).toEqual([]);
});
