import { test } from "vitest";
import { runReadme } from "../../../test/support/readme.ts";
import { defaultImage } from "../src/index.ts";
import { testDocker } from "./support.ts";

test("the README's examples run and print what they say, on Docker", async () => {
  const own = await testDocker();
  const [repo = "", tag = ""] = defaultImage.split(":");
  await own.docker.getImage(own.image).tag({ repo, tag });
  try {
    await runReadme(new URL("../README.md", import.meta.url), { DOCKER_HOST: `unix://${own.socket}` });
  } finally {
    await own.stop();
  }
});
