import type { Finding } from "./explain-issue.ts";
import { type ConfigProblem, formatPath, type Path } from "./problem.ts";
import type { Document, Joined } from "./text/documents.ts";

/** A place in a file. */
export interface Spot {
  readonly file?: string;
  readonly line: number;
}

/** Finds files, lines and columns. */
export interface Placer {
  /** A finding with its place; `source` is its path as the files spell it. */
  problem(finding: Finding, source: Path): ConfigProblem;
  /** Where a path is written, or undefined when no file has it. */
  spot(source: Path): Spot | undefined;
}

/** Makes a placer for a configuration. */
export function createPlacer(joined: Pick<Joined, "main" | "placeAt">): Placer {
  const at = ({ file, cut }: Document, span: readonly [number, number]) => ({
    ...(file !== undefined && { file }),
    ...cut.place(...span),
  });
  const placeOf = (path: Path, target: "key" | "value"): ReturnType<typeof at> => {
    for (let length = path.length; length > 0; length--) {
      const found = joined.placeAt(path.slice(0, length));
      const { key, value } = found?.place ?? {};
      // Below the exact path only an ancestor is known: point to its key, not to its whole block.
      const span = length === path.length && target === "value" ? (value ?? key) : (key ?? value);
      if (found && span) return at(found.document, span);
    }
    const root = joined.main.places?.at([])?.value ?? [0, 1];
    return at(joined.main, [root[0], root[0] + 1]);
  };
  return {
    spot(source) {
      const found = joined.placeAt(source);
      const span = found?.place.key ?? found?.place.value;
      if (!found || !span) return undefined;
      const { file, line } = at(found.document, span);
      return { ...(file !== undefined && { file }), line };
    },
    problem({ target, message, suggestion, hint }, source) {
      return {
        path: formatPath(source),
        ...placeOf(source, target),
        message,
        ...(suggestion !== undefined && { suggestion }),
        ...(hint !== undefined && { hint }),
      };
    },
  };
}
