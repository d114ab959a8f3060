import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { compileCache } from "./test/support/compile-cache.ts";

const report = process.env["TEST_REPORT"];

export default defineConfig({
  resolve: { conditions: ["@moltbot/source"] },
  ssr: { resolve: { conditions: ["@moltbot/source"] } },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "apps/*/test/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    globalSetup: ["test/setup/services.ts"],
    env: { NODE_COMPILE_CACHE: compileCache },
    // Most files wait for servers and programs they started, so more of them run than there are processors.
    maxWorkers: Math.max(3, availableParallelism()),
    // Real servers start slowly where a machine does other things as well.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Parts that tests start may be slow to come up; what fails twice is broken.
    retry: report ? 1 : 0,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
