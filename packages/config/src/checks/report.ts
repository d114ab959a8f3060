import type { Finding } from "../explain-issue.ts";
import type { Path } from "../problem.ts";
import type { Config } from "../schema/config.ts";

/** What a check says besides its sentence. */
export interface Detail {
  readonly hint?: string;
  readonly suggestion?: string;
  readonly target?: "key" | "value";
}

/** Where checks put what they find. */
export interface Report {
  problem(path: Path, message: string, detail?: Detail): void;
  warning(id: string, path: Path, message: string, detail?: Detail): void;
}

/** A rule about a whole configuration that the schema cannot say. */
export type Check = (config: Config, report: Report) => void;

/** What the checks found. */
export interface Findings {
  readonly problems: readonly Finding[];
  readonly warnings: readonly (Finding & { readonly id: string })[];
}

/** Runs checks over a configuration. */
export function runChecks(config: Config, checks: readonly Check[]): Findings {
  const problems: Finding[] = [];
  const warnings: (Finding & { id: string })[] = [];
  const report: Report = {
    problem: (path, message, detail = {}) => void problems.push({ path, message, target: "value", ...detail }),
    warning: (id, path, message, detail = {}) => void warnings.push({ id, path, message, target: "value", ...detail }),
  };
  for (const check of checks) check(config, report);
  return { problems, warnings };
}
