import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { run } from "../src/run.ts";
import { createFakeIo } from "./support/fake-io.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const commands = [...readme.matchAll(/^moltbot ([^#\n]*[^#\s])/gm)].map(([, line = ""]) => line);

describe("the README", () => {
  test("names commands", () => expect(commands.length).toBeGreaterThan(15));

  test.each(commands)("moltbot %s is a command of ours", async (line) => {
    const io = createFakeIo();
    const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
    expect(await run([...words, "--help"], io)).toBe(0);
    const verbs = /^[a-z ]+/.exec(io.stdout().replace(/^Usage: moltbot /, ""))?.[0].trim() ?? "";
    expect(line.startsWith(verbs)).toBe(true);
    for (const option of words.filter((word) => word.startsWith("--"))) expect(io.stdout()).toContain(option);
  });
});
