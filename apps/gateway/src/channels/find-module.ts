import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * The file that `specifier` (a package, or a path with `./`) means to code in `folder`; `undefined` when there is none.
 * `import()` itself would look from this file.
 */
export function findModule(specifier: string, folder: string): string | undefined {
  const require = createRequire(join(folder, "moltbot.js"));
  try {
    return require.resolve(specifier);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // `require` does not see what a package shows to `import` only.
    return code === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? importOnly(specifier, require) : undefined;
  }
}

function importOnly(name: string, require: NodeJS.Require): string | undefined {
  const folder = require.resolve.paths(name)?.find((one) => existsSync(join(one, name, "package.json")));
  if (folder === undefined) return undefined;
  const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as { exports?: unknown };
  const file = targetOf(manifest.exports);
  return file === undefined ? undefined : join(folder, name, file);
}

/** What `exports` shows to `import`, in the order that it says. */
function targetOf(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  for (const [condition, target] of Object.entries(exports)) {
    if (![".", "import", "node", "default"].includes(condition)) continue;
    const found = targetOf(target);
    if (found !== undefined) return found;
  }
  return undefined;
}
