import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/main.ts"],
  format: "esm",
  removeNodeProtocol: false,
  target: "node22",
  dts: false,
  clean: true,
  sourcemap: true,
});
