import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readmeBlocks, runReadme } from "./support/readme.ts";

const fence = "```";

describe("the README runner", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(import.meta.dirname, ".readme-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function readme(text: string): Promise<URL> {
    const path = join(folder, "README.md");
    await writeFile(path, text);
    return pathToFileURL(path);
  }

  test("finds the blocks, their marks and their output", () => {
    const text = `# A\n\n${fence}ts\none();\n${fence}\n\nIt prints:\n\n${fence}text\n1\n${fence}\n\n${fence}ts no-run\ntwo();\n${fence}\n`;
    expect(readmeBlocks(text)).toEqual([
      { code: "one();\n", line: 3, runs: true, output: "1\n" },
      { code: "two();\n", line: 13, runs: false },
    ]);
  });

  test("accepts a block that runs and prints what it says", async () => {
    await runReadme(
      await readme(`${fence}ts\nconst n: number = 7;\nconsole.log(n);\n${fence}\n${fence}text\n7\n${fence}\n`),
    );
  });

  test("refuses a block that fails", async () => {
    await expect(runReadme(await readme(`${fence}ts\nthrow new Error("no");\n${fence}\n`))).rejects.toThrow(
      /ended with 1/,
    );
  });

  test("refuses a block that prints something else", async () => {
    const text = `${fence}ts\nconsole.log(8);\n${fence}\n${fence}text\n7\n${fence}\n`;
    await expect(runReadme(await readme(text))).rejects.toThrow(/instead of/);
  });

  test("refuses a README without a block to run", async () => {
    await expect(runReadme(await readme("# Nothing"))).rejects.toThrow(/no ```ts block/);
  });
});
