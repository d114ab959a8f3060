import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/testing.ts"],
  format: "esm",
  removeNodeProtocol: false,
  target: "node22",
  dts: true,
  clean: true,
  sourcemap: true,
});
