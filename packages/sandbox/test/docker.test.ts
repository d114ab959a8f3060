import { afterAll, beforeAll } from "vitest";
import { testSandboxEngine } from "../src/testing.ts";
import { openOn, type TestDocker, testDocker } from "./support.ts";

let own: TestDocker;
beforeAll(async () => {
  own = await testDocker();
});
afterAll(() => own.stop());

testSandboxEngine("Docker", () => openOn(own.engine));
