import { writeFile } from "node:fs/promises";
import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: "esm",
  removeNodeProtocol: false,
  target: "node22",
  dts: true,
  clean: true,
  sourcemap: true,
  // What $schema of a config file points to.
  async onSuccess() {
    const built = new URL("./dist/index.js", import.meta.url).href;
    const { configJsonSchema } = await import(built);
    await writeFile("dist/schema.json", `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  },
});
