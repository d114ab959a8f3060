import { splitPath } from "../get-path.ts";
import { formatPath, type Path } from "../problem.ts";
import { isSensitivePath, looksSecret } from "../sensitive.ts";
import { isTree } from "../text/tree.ts";

/** The settings at and below a path where a value would write a secret in clear, rather than name where it is kept. */
export function clearSecrets(path: string, value: unknown): readonly string[] {
  return find(splitPath(path) ?? [path], value);
}

function find(path: Path, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => find([...path, String(at)], item));
  if (isTree(value)) return Object.entries(value).flatMap(([key, item]) => find([...path, key], item));
  const isText = typeof value === "string" ? !value.includes("${") : typeof value === "number";
  const isSecret = isText && (isSensitivePath(path) || (typeof value === "string" && looksSecret(value)));
  return isSecret ? [formatPath(path)] : [];
}
