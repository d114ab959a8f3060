import { checkAgents } from "./checks/agents.ts";
import { checkChannels } from "./checks/channels.ts";
import { checkPairing } from "./checks/pairing.ts";
import { checkPeople } from "./checks/people.ts";
import { type Findings, runChecks } from "./checks/report.ts";
import { checkServices } from "./checks/services.ts";
import { checkTools } from "./checks/tools.ts";
import { checkWorkspaces } from "./checks/workspaces.ts";
import { explainIssue, type Finding } from "./explain-issue.ts";
import type { Moves } from "./normalise/moves.ts";
import { normalise } from "./normalise/normalise.ts";
import { createPlacer, type Placer } from "./place.ts";
import type { ConfigProblem, ConfigWarning, Path } from "./problem.ts";
import { type Config, configSchema } from "./schema/config.ts";
import { showValue } from "./sensitive.ts";
import { rememberSource } from "./source.ts";
import { type Environment, substitute } from "./text/environment.ts";
import { locate, type Places } from "./text/locate.ts";
import { readText } from "./text/read.ts";
import { child, copyTree, isTree, type Tree, valueAt } from "./text/tree.ts";

/** What {@link parseConfig} may be told. */
export interface ParseOptions {
  /** Name of the file, put into every problem. */
  readonly file?: string;
  /** Environment for `${NAME}`, `DATABASE_URL` and `REDIS_URL`. Default: empty. */
  readonly env?: Environment;
}

/** Either a configuration, or every problem at once. */
export type ParseResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigWarning[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const checks = [checkPeople, checkPairing, checkAgents, checkChannels, checkServices, checkTools, checkWorkspaces];

/**
 * Reads a configuration from JSON5 text, in either seed's dialect (SPEC R0.1). All problems are found at once, each
 * with its line and column; whatever is not understood is refused (SPEC R0.3). Reads no file and no environment, and
 * never throws.
 */
export function parseConfig(text: string, o: ParseOptions = {}): ParseResult {
  const read = readText(text);
  if (!read.ok) return unreadable(text, o, read);
  const places = locate(text);
  // Without places a key that stands twice would go unnoticed.
  if (!places) return unreadable(text, o, unusualKey);
  const found: Finding[] = [];
  const { tree, fromEnv } = prepare(read.value, o.env ?? {}, places, found);
  const moves = normalise(tree);
  const added = addEnvironment(tree, o.env ?? {});
  found.push(...moves.problems.map((remark) => ({ target: "value" as const, ...remark })));
  const placer = createPlacer(text, places, o.file);
  const isFromEnv = (path: Path): boolean =>
    fromEnv.has(JSON.stringify(moves.sourceOf(path))) || added.has(JSON.stringify(path));
  const named = (one: Finding): Finding => {
    const variable = added.get(JSON.stringify(one.path));
    return variable === undefined ? one : { ...one, hint: `It comes from the environment variable ${variable}.` };
  };
  const { config, broken, issues } = check(tree, isFromEnv);
  found.push(...issues);
  const findings = config ? runChecks(config, checks) : { problems: [], warnings: [] };
  found.push(...findings.problems.filter(({ path }) => !broken.some((one) => overlaps(one, path))));
  if (config === undefined || found.length > 0)
    return { ok: false, problems: sorted(found.map((one) => placer.problem(named(one), moves.sourceOf(one.path)))) };
  rememberSource(config, { tree, moves, placer, isFromEnv, ...(o.file !== undefined && { file: o.file }) });
  return { ok: true, config, warnings: warningsOf(findings, moves, placer) };
}

const unusualKey = {
  offset: 0,
  message: "a key in this file holds characters that cannot be read",
  hint: "Put keys with other than plain letters and digits in quotes.",
};

function unreadable(text: string, o: ParseOptions, why: typeof unusualKey): ParseResult {
  const { offset, message, hint } = why;
  const at = createPlacer(text, undefined).offset(offset);
  return { ok: false, problems: [{ ...(o.file !== undefined && { file: o.file }), path: "", ...at, message, hint }] };
}

/** The configuration of an empty file: the embedded stores and the built-in web chat. */
export function defaultConfig(): Config {
  const result = parseConfig("{}");
  return result.ok ? result.config : {};
}

/** A copy of the parsed text with variables put in; duplicate and forbidden keys and bad references are found here. */
function prepare(
  value: unknown,
  env: Environment,
  places: Places,
  found: Finding[],
): { tree: Tree; fromEnv: ReadonlySet<string> } {
  for (const { path, key } of places.duplicates) {
    found.push({
      path,
      target: "key",
      message: "is here twice in the same block",
      hint: "Keep one of them.",
      offset: key,
    });
  }
  const fromEnv = new Set<string>();
  const copy = copyTree(value, {
    forbidden: (path) => void found.push({ path, target: "key", message: "no setting may have this name" }),
    leaf: (text, path) => {
      const result = substitute(text, env);
      if (!result.ok) found.push({ path, target: "value", message: result.message, hint: result.hint });
      else if (result.used) fromEnv.add(JSON.stringify(path));
      return result.ok ? result.text : undefined;
    },
  });
  return { tree: isTree(copy) ? copy : {}, fromEnv };
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

/** In the order of the file, one for each place: what came first explains the rest. */
function sorted<T extends ConfigProblem>(problems: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return problems
    .filter(({ path, line, column }) => {
      const place = JSON.stringify([path, line, column]);
      return !seen.has(place) && seen.add(place);
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
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
