import { expect, test } from "vitest";
import { runReadme } from "../../../test/support/readme.ts";

test("the README's example runs and prints what it says", async () => {
  await expect(runReadme(new URL("../README.md", import.meta.url))).resolves.toBeUndefined();
});
