import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createProgram } from "../src/program.ts";
import { createFakeIo } from "./support/fake-io.ts";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const pages = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
const root = createProgram(createFakeIo(), { ended: () => {}, misused: () => {} });

/** Every `moltbot …` that a page shows, each once; `docs/cli.md` is made from the program itself. */
function commandsOf(page: string): readonly string[] {
  const text = readFileSync(`${docs}${page}`, "utf8");
  const inline = [...text.matchAll(/`(?:npx --yes pnpm@10 )?moltbot ([^`]+)`/g)].map(([, line = ""]) => line);
  const blocks = [...text.matchAll(/^(?:npx --yes pnpm@10 )?moltbot ([^#\n]*[^#\s])/gm)].map(([, line = ""]) => line);
  return [...new Set([...inline, ...blocks])];
}

/** What of a line the program does not have. */
function unknownIn(line: string): readonly string[] {
  const words = [...line.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word);
  let command = root;
  const unknown: string[] = [];
  for (const word of words) {
    const names = word.split("|");
    const child = command.commands.find((one) => names.includes(one.name()));
    if (child !== undefined) command = child;
    else if (word.startsWith("--")) {
      const known = [...command.options, ...root.options].some((one) => one.long === word.replace(/=.*/, ""));
      if (!known && word !== "--help") unknown.push(word);
    } else if (command.commands.length > 0 && /^[a-z]/.test(word) && !isValue(words, word)) unknown.push(word);
  }
  return unknown;
}

/** What stands behind an option is no name of a command. */
function isValue(words: readonly string[], word: string): boolean {
  return words[words.indexOf(word) - 1]?.startsWith("-") === true;
}

test("there are commands to look at, and wrong ones are seen", () => {
  expect(pages.flatMap(commandsOf).length).toBeGreaterThan(100);
  expect(unknownIn("users frobnicate --paired")).toEqual(["frobnicate", "--paired"]);
  expect(unknownIn("users list --paired --channel telegram")).toEqual([]);
});

describe("[R9.1] every command that the documentation shows is one of ours", () => {
  test.each(pages.filter((page) => page !== "cli.md"))("%s", (page) => {
    const wrong = commandsOf(page).flatMap((line) => unknownIn(line).map((word) => `${word} in: moltbot ${line}`));
    expect(wrong).toEqual([]);
  });
});
