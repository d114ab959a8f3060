import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { carryOut } from "../src/doctor/edits.ts";

test("[R9.2] of several files that --fix changes, those before a failure are named", async () => {
  const dir = await mkdtemp(join(tmpdir(), "moltbot-fix-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const [one, two] = [join(dir, "one.json5"), join(dir, "two.json5")];
  await writeFile(one, "{}");
  await writeFile(two, "{ changed: meanwhile }");
  const writes = [one, two].map((file) => ({ file, before: "{}", after: "{ a: 1 }" }));
  await expect(carryOut({ edits: [], diff: [], writes })).rejects.toMatchObject({
    code: "conflict",
    hint: expect.stringContaining(`${one}.bak`),
  });
  expect(await readFile(one, "utf8")).toBe("{ a: 1 }");
  expect(await readFile(two, "utf8")).toBe("{ changed: meanwhile }");
});
