import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";

/** The root of the repository. */
export const root = join(import.meta.dirname, "..", "..");

/** The parts of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly type?: string;
  readonly license?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly repository?: { readonly directory?: string };
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** One package of the workspace. */
export interface Package {
  /** Folder name. */
  readonly folder: string;
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly isApp: boolean;
  readonly manifest: Manifest;
}

/** Every published package: packages/* and apps/*. */
export function packages(): readonly Package[] {
  return ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent))
      .filter((folder) => existsSync(join(root, parent, folder, "package.json")))
      .map((folder) => ({
        folder,
        path: `${parent}/${folder}`,
        isApp: parent === "apps",
        manifest: JSON.parse(readFileSync(join(root, parent, folder, "package.json"), "utf8")) as Manifest,
      })),
  );
}

/** One TypeScript file. */
export interface SourceFile {
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

const parsed = new Map<string, SourceFile>();

function parse(path: string): SourceFile {
  const known = parsed.get(path);
  if (known) return known;
  const text = readFileSync(join(root, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const file = { path, text, tree };
  parsed.set(path, file);
  return file;
}

/** Every TypeScript file below a folder, dot folders and installed packages left out. */
export function filesIn(folder: string): readonly SourceFile[] {
  const full = join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !/(^|\/)(node_modules|dist|fixtures|\.[^/]+)\//.test(path))
    .sort()
    .map(parse);
}

/** Calls `visit` for every node of a file. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** `path:line` of a node. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1}`;
}

/** `@scope/name/sub` → `@scope/name`. */
export const packageOf = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

/** Every module that a file imports or re-exports, types and dynamic imports included. */
export function importsOf(file: SourceFile): readonly string[] {
  return importsIn(file.tree);
}

/** The same for a text. */
export function importedBy(text: string): readonly string[] {
  return importsIn(ts.createSourceFile("text.ts", text, ts.ScriptTarget.Latest, true));
}

function importsIn(tree: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    const isStatic = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    if (isStatic && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push(node.moduleSpecifier.text);
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push(node.argument.literal.text);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
    }
  });
  return found;
}
