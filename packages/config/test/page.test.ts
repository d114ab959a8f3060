import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configJsonSchema, type SchemaNode } from "../src/index.ts";

/** Blocks that are described elsewhere in the table: what they hold is that block again. */
const again: Readonly<Record<string, string>> = {
  "channels.<name>.accounts": "channels.<name>",
  "agents.list": "agents.defaults",
};

function rowsOf(node: SchemaNode, path: string): string[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, next]) => {
    const own = path === "" ? key : `${path}.${key}`;
    if (key.startsWith("$")) return [];
    const row = next.description === undefined ? [] : [`| \`${own}\` | ${next.description.replaceAll("|", "\\|")} |`];
    return [...row, ...(Object.hasOwn(again, own) ? [] : rowsOf(next, own))];
  });
  const map = node.additionalProperties;
  return [
    ...below,
    ...(typeof map === "object" ? rowsOf(map, `${path}.<name>`) : []),
    ...(node.items ? rowsOf(node.items, `${path}[]`) : []),
    ...(node.anyOf ?? []).flatMap((branch) => rowsOf(branch, path)),
  ];
}

test("the page on configuration describes every setting, in the words of the schema", () => {
  const page = readFileSync(new URL("../../../docs/config.md", import.meta.url), "utf8");
  const table = [...new Set(rowsOf(configJsonSchema(), ""))].join("\n");
  const written = page.slice(page.indexOf("| setting | what it is |\n|---|---|\n")).split("\n\n")[0]?.trimEnd();
  expect(written).toBe(`| setting | what it is |\n|---|---|\n${table}`);
  for (const [block, like] of Object.entries(again))
    expect(page).toContain(`\`${block}.<name>\` takes what \`${like}\` takes`);
});
