import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readmeBlocks } from "../support/readme.ts";
import { testRunner } from "./rooms.ts";
import { filesIn, importedBy, importsOf, packageOf, packages, root } from "./workspace.ts";

const all = packages();
const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "");

/** What must be installed for an import; a contract suite does not load without the test runner. */
function withTestRunner(specifier: string): readonly string[] {
  const home = all.find(({ manifest }) => manifest.name === packageOf(specifier));
  const isSuite = specifier.endsWith("/testing") && home?.manifest.peerDependencies?.[testRunner] !== undefined;
  return isSuite ? [packageOf(specifier), testRunner] : [packageOf(specifier)];
}

describe.each(all)("$path", ({ path, manifest, isApp }) => {
  test("says what it is: licence, module type, engine, files, place", () => {
    expect(manifest).toMatchObject({
      license: "MIT",
      type: "module",
      engines: { node: ">=22.12" },
      files: ["dist"],
      repository: { directory: path },
      homepage: `https://github.com/moltbot/moltbot/tree/main/${path}#readme`,
      bugs: "https://github.com/moltbot/moltbot/issues",
    });
    expect(manifest.description).toMatch(/\S/);
    expect(manifest.keywords?.length).toBeGreaterThan(0);
  });

  test("tells to install everything that its examples import", () => {
    const install = /^## Install\n(.*?)^## /ms.exec(read(`${path}/README.md`))?.[1] ?? "";
    const installed = [...install.matchAll(/npm install ([^\n`]+)/g)].flatMap(([, names = ""]) => names.split(" "));
    const imported = readmeBlocks(read(`${path}/README.md`)).flatMap(({ code }) => importedBy(code));
    const needed = imported.filter((specifier) => !/^(\.|node:)/.test(specifier)).flatMap(withTestRunner);
    expect([...new Set(needed)].filter((name) => !installed.includes(name))).toEqual([]);
  });

  test("has the test runner as an optional peer where a suite imports it, and only there", () => {
    const isImported = filesIn(`${path}/src`).some((file) => importsOf(file).includes(testRunner));
    expect(manifest.peerDependencies ?? {}).toEqual(isImported ? { [testRunner]: ">=3" } : {});
    expect(manifest.peerDependenciesMeta ?? {}).toEqual(isImported ? { [testRunner]: { optional: true } } : {});
  });

  test("has a README of at most 150 lines in the house's order", () => {
    const text = read(`${path}/README.md`);
    expect(text).toMatch(new RegExp(`^# ${manifest.name}\\n`));
    expect(text.split("\n").length).toBeLessThanOrEqual(150);
    if (isApp) return;
    const wanted = ["Install", "Use", "Options", "Errors", "Guarantees"];
    const titles = [...text.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);
    expect(titles.filter((title) => wanted.includes(title))).toEqual(wanted);
    expect(read(`${path}/test/readme.test.ts`)).toContain("runReadme");
  });

  test("exports exactly what it builds, and a source for each", () => {
    const built = [...read(`${path}/tsup.config.ts`).matchAll(/"(src\/[^"]+)\.ts"/g)].map(([, entry]) => entry);
    const bins = Object.values(manifest.bin ?? {}).map((file) => file.replace("./dist/", "src/").replace(/\.js$/, ""));
    const exported = Object.entries(manifest.exports ?? {}).flatMap(([, target]) => {
      if (typeof target === "string") return [];
      const base = (target["@moltbot/source"] ?? "").slice("./src/".length, -".ts".length);
      const conditions = {
        "@moltbot/source": `./src/${base}.ts`,
        types: `./dist/${base}.d.ts`,
        default: `./dist/${base}.js`,
      };
      expect(target).toEqual(conditions);
      expect(existsSync(join(root, path, `src/${base}.ts`))).toBe(true);
      return [`src/${base}`];
    });
    expect(new Set([...exported, ...bins])).toEqual(new Set(built));
  });
});
