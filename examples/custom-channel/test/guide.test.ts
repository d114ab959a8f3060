import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const guide = new URL("../../../docs/channels/write-your-own.md", import.meta.url);

test("[R10.2] the code of the guide stands in this example", async () => {
  const text = await readFile(guide, "utf8");
  const pieces = [...text.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)];
  expect(pieces.length).toBeGreaterThan(5);
  for (const [, path = "", code = ""] of pieces) {
    expect(await readFile(new URL(`../${path}`, import.meta.url), "utf8"), path).toContain(code);
  }
});
