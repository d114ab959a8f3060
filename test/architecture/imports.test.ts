import { posix } from "node:path";
import { expect, test } from "vitest";
import { rooms, testRunner } from "./rooms.ts";
import { filesIn, importsOf, type Package, packageOf, packages } from "./workspace.ts";

const all = packages();
const libraries = all.filter((one) => !one.isApp);
const nameOf = new Map(all.map((one) => [one.manifest.name, one.folder]));

function allowed(one: Package): readonly string[] {
  const room = rooms[one.folder];
  return room ? [...room.workspace, ...room.registry] : [];
}

test("every package has a place in the table of rooms", () => {
  expect(libraries.map(({ folder }) => folder).filter((folder) => !Object.hasOwn(rooms, folder))).toEqual([]);
});

test("every dependency that a package declares is one that its room allows", () => {
  const wrong = libraries.flatMap((one) =>
    Object.keys({ ...one.manifest.dependencies, ...one.manifest.peerDependencies })
      .filter((name) => name !== testRunner && !allowed(one).includes(nameOf.get(name) ?? name))
      .map((name) => `${one.folder} → ${name}`),
  );
  expect(wrong).toEqual([]);
});

/** Whether a file may import this module of Node. */
function nodeAllowed(one: Package, path: string, specifier: string): boolean {
  const room = rooms[one.folder];
  return room?.pure !== true || room.arithmetic?.includes(specifier) === true || isEdge(one, path);
}

/** `src/<edge>.ts` and what is in `src/<edge>/`. */
function isEdge(one: Package, path: string): boolean {
  const edge = rooms[one.folder]?.edge;
  return edge !== undefined && (path === `${one.path}/src/${edge}.ts` || path.startsWith(`${one.path}/src/${edge}/`));
}

test("every import in sources is declared, and pure rooms import of Node what only computes", () => {
  const wrong: string[] = [];
  for (const one of all) {
    const declared = Object.keys({ ...one.manifest.dependencies, ...one.manifest.peerDependencies });
    for (const file of filesIn(`${one.path}/src`)) {
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith(".")) continue;
        const isFine = specifier.startsWith("node:")
          ? nodeAllowed(one, file.path, specifier)
          : declared.includes(packageOf(specifier));
        if (!isFine) wrong.push(`${file.path} → ${specifier}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("the test runner is imported by contract suites only", () => {
  const wrong = all
    .flatMap((one) => filesIn(`${one.path}/src`))
    .filter((file) => importsOf(file).includes(testRunner) && !/\/src\/testing(\/|\.ts$)/.test(file.path))
    .map((file) => file.path);
  expect(wrong).toEqual([]);
});

test("no relative import leaves its package, apart from the shared support of tests", () => {
  const wrong: string[] = [];
  for (const one of all) {
    for (const file of [...filesIn(`${one.path}/src`), ...filesIn(`${one.path}/test`)]) {
      for (const specifier of importsOf(file).filter((text) => text.startsWith("."))) {
        const target = posix.join(posix.dirname(file.path), specifier);
        const isShared = file.path.startsWith(`${one.path}/test/`) && target.startsWith("test/support/");
        if (!target.startsWith(`${one.path}/`) && !isShared) wrong.push(`${file.path} → ${specifier}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("the edge of a pure room is imported by nothing else in it", () => {
  const wrong: string[] = [];
  for (const one of libraries) {
    for (const file of filesIn(`${one.path}/src`).filter(({ path }) => !isEdge(one, path))) {
      for (const specifier of importsOf(file).filter((text) => text.startsWith("."))) {
        const target = posix.join(posix.dirname(file.path), specifier);
        if (isEdge(one, target)) wrong.push(`${file.path} → ${specifier}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

/** Every cycle that a depth-first walk meets, as a readable path. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    const at = path.indexOf(node);
    if (at >= 0) found.push([...path.slice(at), node].join(" → "));
    if (at >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

test("files do not import each other in a circle", () => {
  const graph = new Map(
    [...all.flatMap((one) => filesIn(`${one.path}/src`)), ...filesIn("bench/src")].map((file) => [
      file.path,
      importsOf(file)
        .filter((text) => text.startsWith("."))
        .map((text) => posix.join(posix.dirname(file.path), text)),
    ]),
  );
  expect(cycles(graph)).toEqual([]);
});

test("packages do not depend on each other in a circle", () => {
  const graph = new Map(
    all.map((one) => [
      one.manifest.name,
      Object.keys(one.manifest.dependencies ?? {}).filter((name) => nameOf.has(name)),
    ]),
  );
  expect(cycles(graph)).toEqual([]);
});
