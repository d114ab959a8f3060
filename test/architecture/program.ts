import { join } from "node:path";
import ts from "typescript";
import { root } from "./workspace.ts";

/** Compiles files with the settings of the workspace; `virtual` holds texts that are on no disk, by absolute path. */
export function compile(files: readonly string[], virtual: ReadonlyMap<string, string> = new Map()): ts.Program {
  const config = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const disk = { fileExists: host.fileExists, readFile: host.readFile };
  host.fileExists = (path) => virtual.has(path) || disk.fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? disk.readFile(path);
  return ts.createProgram({ rootNames: [...files, ...virtual.keys()], options: { ...options, noEmit: true }, host });
}
