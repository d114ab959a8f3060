import { readFileSync } from "node:fs";
import { type Config, type ConfigProblem, type ConfigWarning, formatProblems, parseConfig } from "../src/index.ts";

/** The configuration of a text that must be fine. */
export function parsed(text: string, env: Record<string, string | undefined> = {}): Config {
  const result = parseConfig(text, { env });
  if (!result.ok) throw new Error(formatProblems(result.problems, text));
  return result.config;
}

/** The problems of a text that must be wrong. */
export function problemsOf(text: string, env: Record<string, string | undefined> = {}): readonly ConfigProblem[] {
  const result = parseConfig(text, { env });
  if (result.ok) throw new Error(`this parses, but should not: ${text}`);
  return result.problems;
}

/** The only problem of a text. */
export function problemOf(text: string, env: Record<string, string | undefined> = {}): ConfigProblem {
  const [problem, ...more] = problemsOf(text, env);
  if (!problem || more.length > 0) throw new Error(formatProblems(problemsOf(text, env), text));
  return problem;
}

/** The warnings of a text that must be fine, aliases left out. */
export function warningsOf(text: string): readonly ConfigWarning[] {
  const result = parseConfig(text);
  if (!result.ok) throw new Error(formatProblems(result.problems, text));
  return result.warnings.filter(({ level }) => level === "warning");
}

/** A snippet of the seed documents, verbatim. */
export function seed(name: string): string {
  return readFileSync(new URL(`./fixtures/seeds/${name}.json5`, import.meta.url), "utf8");
}
