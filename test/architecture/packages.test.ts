import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packages, root } from "./workspace.ts";

const all = packages();
const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "");

describe.each(all)("$path", ({ path, manifest, isApp }) => {
  test("says what it is: licence, module type, engine, files, place", () => {
    expect(manifest).toMatchObject({
      license: "MIT",
      type: "module",
      engines: { node: ">=22.12" },
      files: ["dist"],
      repository: { directory: path },
    });
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
