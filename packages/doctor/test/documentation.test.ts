import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { catalog } from "../src/index.ts";

test("[R9.2] the document lists every finding with its usual severity", async () => {
  const text = await readFile(new URL("../../../docs/doctor.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (critical|warning|info) \|/gm)].map(([, id, severity]) => [
    id,
    severity,
  ]);
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(Object.entries(catalog).map(([id, { severity }]) => [id, severity])),
  );
  expect(rows).toHaveLength(Object.keys(catalog).length);
});
