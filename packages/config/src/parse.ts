import { checkAgents } from "./checks/agents.ts";
import { checkChannels } from "./checks/channels.ts";
import { checkPairing } from "./checks/pairing.ts";
import { checkPeople } from "./checks/people.ts";
import { type Findings, runChecks } from "./checks/report.ts";
import { checkServices } from "./checks/services.ts";
import { checkTools } from "./checks/tools.ts";
import { checkWorkspaces } from "./checks/workspaces.ts";
import { explainIssue, type Finding } from "./explain-issue.ts";
import type { ConfigFiles } from "./files.ts";
import type { Moves } from "./normalise/moves.ts";
import { normalise } from "./normalise/normalise.ts";
import { createPlacer, type Placer } from "./place.ts";
import type { ConfigProblem, ConfigWarning, Path } from "./problem.ts";
import { type Config, configSchema } from "./schema/config.ts";
import { showValue } from "./sensitive.ts";
import { rememberSource, type Source } from "./source.ts";
import { type Joined, joinDocuments } from "./text/documents.ts";
import type { Environment } from "./text/environment.ts";
import { child, isTree, type Tree, valueAt } from "./text/tree.ts";

/** What {@link parseConfig} may be told. */
export interface ParseOptions {
  /** Name of the file, put into every problem. */
  readonly file?: string;
  /** Environment for `${NAME}`, `DATABASE_URL` and `REDIS_URL`. Default: empty. */
  readonly env?: Environment;
  /** Reads what `$include` and `${file:…}` name. Absent: naming a file is a problem. */
  readonly files?: ConfigFiles;
}

/** Either a configuration, or every problem at once. */
export type ParseResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigWarning[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const checks = [checkPeople, checkPairing, checkAgents, checkChannels, checkServices, checkTools, checkWorkspaces];

/**
 * Reads a configuration from JSON5 text, in either seed's dialect (SPEC R0.1). All problems are found at once, each
 * with its file, line and column; whatever is not understood is refused (SPEC R0.3). Reads no environment, and no file
 * but through `files`; never throws.
 */
export function parseConfig(text: string, o: ParseOptions = {}): ParseResult {
  const joined = joinDocuments(text, o);
  if (!joined.readable) return { ok: false, problems: sorted(joined.problems) };
  const { tree } = joined;
  const moves = normalise(tree);
  const added = addEnvironment(tree, o.env ?? {});
  const placer = createPlacer(joined);
  const filledBy = fillings(joined, moves, added);
  const isFilled = (path: Path): boolean => filledBy(path) !== undefined;
  const found: Finding[] = moves.problems.map((remark) => ({ target: "value" as const, ...remark }));
  const named = (one: Finding): Finding => {
    const variable = added.get(JSON.stringify(one.path));
    return variable === undefined ? one : { ...one, hint: `It comes from the environment variable ${variable}.` };
  };
  const { config, broken, issues } = check(tree, isFilled);
  found.push(...issues);
  const findings = config ? runChecks(config, checks) : { problems: [], warnings: [] };
  found.push(...findings.problems.filter(({ path }) => !broken.some((one) => overlaps(one, path))));
  const problems = [...joined.problems, ...found.map((one) => placer.problem(named(one), moves.sourceOf(one.path)))];
  if (config === undefined || problems.length > 0) return { ok: false, problems: sorted(problems) };
  rememberSource(config, {
    tree,
    moves,
    placer,
    filledBy,
    named: joined.named,
    filledTexts: joined.filledTexts,
    ...(o.file !== undefined && { file: o.file }),
  });
  return { ok: true, config, warnings: warningsOf(findings, moves, placer) };
}

/** What a value comes from that stands in no file as it is. */
function fillings(joined: Joined, moves: Moves, added: ReadonlyMap<string, string>): Source["filledBy"] {
  return (path) => {
    const name = added.get(JSON.stringify(path));
    if (name !== undefined) return { kind: "variable", name };
    const written = joined.writtenAt(moves.sourceOf(path));
    return written?.document.filled.get(JSON.stringify(written.path));
  };
}

/** The configuration of an empty file: the embedded stores and the built-in web chat. */
export function defaultConfig(): Config {
  const result = parseConfig("{}");
  return result.ok ? result.config : {};
}

/** `DATABASE_URL` and `REDIS_URL` stand in where the file names no store (DESIGN §5). */
function addEnvironment(tree: Tree, env: Environment): ReadonlyMap<string, string> {
  const added = new Map<string, string>();
  for (const [block, name] of [
    ["database", "DATABASE_URL"],
    ["redis", "REDIS_URL"],
  ] as const) {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    const own = child(tree, block) ?? {};
    if (value === undefined || value === "" || !isTree(own) || Object.hasOwn(own, "url")) continue;
    tree[block] = { ...own, url: value };
    added.set(JSON.stringify([block, "url"]), name);
  }
  return added;
}

/** Runs the schema. When it refuses parts, the rest is read without them, so that the checks can still speak. */
function check(
  tree: Tree,
  isFromEnv: (path: Path) => boolean,
): { config: Config | undefined; issues: readonly Finding[]; broken: readonly Path[] } {
  const first = configSchema.safeParse(withNumbers(tree, isFromEnv));
  if (first.success) return { config: first.data, issues: [], broken: [] };
  const has = (path: Path): boolean => valueAt(tree, path) !== undefined;
  const show = (path: Path): string => showValue(valueAt(tree, path), path, isFromEnv(path));
  const issues = first.error.issues.flatMap((issue) => explainIssue(issue, { show, has }));
  const rest = structuredClone(tree);
  const broken = issues.map((issue) => remove(rest, issue.path));
  const second = configSchema.safeParse(withNumbers(rest, isFromEnv));
  return { config: second.success ? second.data : undefined, issues, broken };
}

/** A variable's value is text; where the schema wants a number, digits are one. */
function withNumbers(tree: Tree, isFromEnv: (path: Path) => boolean): Tree {
  const result = configSchema.safeParse(tree);
  if (result.success) return tree;
  for (const issue of result.error.issues) {
    const path = issue.path.map(String);
    const value = valueAt(tree, path);
    const parent = valueAt(tree, path.slice(0, -1));
    const wanted = issue.code === "invalid_type" && (issue.expected === "number" || issue.expected === "int");
    if (!wanted || typeof value !== "string" || !/^\d{1,15}$/.test(value) || !isFromEnv(path) || !isTree(parent))
      continue;
    parent[path.at(-1) ?? ""] = Number(value);
  }
  return tree;
}

/** Takes out the nearest named value around a path; returns what was taken. */
function remove(tree: Tree, path: Path): Path {
  for (let length = path.length; length > 0; length--) {
    const parent = valueAt(tree, path.slice(0, length - 1));
    if (!isTree(parent)) continue;
    delete parent[path[length - 1] ?? ""];
    return path.slice(0, length);
  }
  return [];
}

function overlaps(a: Path, b: Path): boolean {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((key, at) => key === b[at]);
}

/** In the order of each file, one for each place: what came first explains the rest. */
function sorted<T extends ConfigProblem>(problems: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  const files = [...new Set(problems.map(({ file }) => file))];
  return problems
    .filter(({ file, path, line, column }) => {
      const place = JSON.stringify([file, path, line, column]);
      return !seen.has(place) && seen.add(place);
    })
    .sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column);
}

function warningsOf(findings: Findings, moves: Moves, placer: Placer): readonly ConfigWarning[] {
  const place = (one: Finding, id: string, level: "warning" | "info"): ConfigWarning => ({
    ...placer.problem(one, moves.sourceOf(one.path)),
    id,
    level,
  });
  return sorted([
    ...findings.warnings.map((one) => place(one, one.id, "warning")),
    ...moves.aliases.map((remark) => place({ target: "key", ...remark }, "alias", "info")),
  ]);
}
