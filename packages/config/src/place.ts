import type { Finding } from "./explain-issue.ts";
import { type ConfigProblem, formatPath, type Path } from "./problem.ts";
import { cutLines } from "./text/lines.ts";
import type { Places } from "./text/locate.ts";

/** A place in the file. */
export interface Spot {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Finds lines and columns. */
export interface Placer {
  /** The place of an offset. */
  offset(start: number, end?: number): Spot;
  /** A finding with its place; `source` is its path as the file spells it. */
  problem(finding: Finding, source: Path): ConfigProblem;
  /** The line of a path's value, or undefined when the file doesn't have it. */
  line(source: Path): number | undefined;
}

/** Makes a placer for one text. */
export function createPlacer(text: string, places: Places | undefined, file?: string): Placer {
  const cut = cutLines(text);
  const offset = (start: number, end = start + 1): Spot => cut.place(start, end);
  const spotOf = (path: Path, target: "key" | "value"): Spot => {
    for (let length = path.length; length > 0; length--) {
      const place = places?.at(path.slice(0, length));
      // Below the exact path only an ancestor is known: point to its key, not to its whole block.
      const span =
        length === path.length && target === "value" ? (place?.value ?? place?.key) : (place?.key ?? place?.value);
      if (span) return offset(...span);
    }
    const root = places?.at([])?.value;
    return root ? offset(root[0]) : offset(0);
  };
  return {
    offset,
    line: (source) => {
      const place = places?.at(source);
      const span = place?.key ?? place?.value;
      return span && offset(...span).line;
    },
    problem({ target, message, suggestion, hint, offset: span }, source) {
      return {
        ...(file !== undefined && { file }),
        path: formatPath(source),
        ...(span ? offset(...span) : spotOf(source, target)),
        message,
        ...(suggestion !== undefined && { suggestion }),
        ...(hint !== undefined && { hint }),
      };
    },
  };
}
