import { test } from "vitest";
import { runReadme } from "../../../test/support/readme.ts";

test("the README's examples run and print what they say", async () => {
  await runReadme(new URL("../README.md", import.meta.url));
});
