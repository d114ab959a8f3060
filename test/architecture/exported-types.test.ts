import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { compile } from "./program.ts";
import { type Package, packages, root } from "./workspace.ts";

/** The sources of what a package exports. */
function entriesOf({ path, manifest }: Package): readonly string[] {
  return Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === "string" ? [] : [join(root, path, target["@moltbot/source"] ?? "")],
  );
}

/** Calls `visit` for every node of a declaration that stands in its `.d.ts`: no bodies, no values. */
function walkSignature(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => {
    if (ts.isBlock(child)) return;
    const holder = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node);
    if (holder && child === node.initializer) return;
    walkSignature(child, visit);
  });
}

function resolved(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Types that the signature of `declaration` names. */
function namedIn(declaration: ts.Declaration): readonly ts.Symbol[] {
  const found: ts.Symbol[] = [];
  walkSignature(declaration, (node) => {
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol) found.push(resolved(symbol));
  });
  return found;
}

/** One type in one public signature. */
interface Use {
  readonly owner: Package;
  readonly exported: ts.Symbol;
  readonly named: ts.Symbol;
  /** The file that declares `named`. */
  readonly home: string;
  readonly isPublic: boolean;
}

const libraries = packages().filter((one) => !one.isApp);
const compiled = compile(libraries.flatMap(entriesOf));
const checker = compiled.getTypeChecker();

function exportsOf(one: Package): ReadonlySet<ts.Symbol> {
  const modules = entriesOf(one).map((file) => {
    const source = compiled.getSourceFile(file);
    return source && checker.getSymbolAtLocation(source);
  });
  return new Set(modules.flatMap((each) => (each ? checker.getExportsOfModule(each).map(resolved) : [])));
}

function usesIn(owner: Package): readonly Use[] {
  const isPublic = exportsOf(owner);
  return [...isPublic].flatMap((exported) =>
    (exported.declarations ?? []).flatMap(namedIn).flatMap((named) => {
      const home = named.declarations?.[0]?.getSourceFile().fileName;
      if (home === undefined || (named.flags & ts.SymbolFlags.TypeParameter) !== 0) return [];
      return { owner, exported, named, home: relative(root, home), isPublic: isPublic.has(named) };
    }),
  );
}

const uses = libraries.flatMap(usesIn);

test("every type that a public signature of a library names is public, too", () => {
  const hidden = uses.filter(({ owner, home, isPublic }) => !isPublic && home.startsWith(`${owner.path}/src/`));
  const shown = hidden.map(({ owner, exported, named }) => `${owner.path}: ${exported.name} names ${named.name}`);
  expect([...new Set(shown)].sort()).toEqual([]);
});

test("what describes the types of a public signature is installed with the library", () => {
  const missing = uses.flatMap(({ owner, exported, home }) => {
    const types = /.*node_modules\/(@types\/[^/]+)\//.exec(home)?.[1];
    if (types === undefined || types === "@types/node" || owner.manifest.dependencies?.[types] !== undefined) return [];
    return `${owner.path}: ${exported.name} needs ${types}`;
  });
  expect([...new Set(missing)].sort()).toEqual([]);
});
