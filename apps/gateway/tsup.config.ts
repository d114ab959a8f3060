import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/doctor.ts", "src/policy.ts", "src/sandbox.ts"],
  format: "esm",
  removeNodeProtocol: false,
  target: "node22",
  dts: true,
  clean: true,
  sourcemap: true,
});
