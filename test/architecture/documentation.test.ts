import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { packages, root } from "./workspace.ts";

/** Files that a package exports, from the root. */
function entries(): string[] {
  return packages().flatMap(({ path, manifest }) =>
    Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === "string" ? [] : [join(root, path, target["@moltbot/source"] ?? "")],
    ),
  );
}

function program(files: readonly string[]): ts.Program {
  const config = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  return ts.createProgram({ rootNames: files, options: { ...options, noEmit: true } });
}

/** A declaration's own comment, or that of the statement around a `const`. */
function isDocumented(declaration: ts.Declaration): boolean {
  const carrier = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return ts.getJSDocCommentsAndTags(carrier).some((comment) => ts.isJSDoc(comment) && comment.comment !== undefined);
}

test("every public export says what it is", () => {
  const files = entries();
  const compiled = program(files);
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
