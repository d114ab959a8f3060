import type { CommandPlan, PlanCommand, PlanRedirect, PlanStep, PlanWhen } from "../plan/plan.ts";

/** A pipeline has a process for each command; more than this is not what a person wrote. */
const maxPipeline = 256;

/** Text that reaches a program byte for byte: no NUL, no half of a surrogate pair. */
const unsendable = /[\0\p{Surrogate}]/u;

/**
 * A copy of a plan that may have come from a database, made of what was checked; `undefined` when it is not a plan or
 * holds something that this version does not know. Nothing that happens to the original later changes the copy.
 */
export function checkPlan(value: unknown): CommandPlan | undefined {
  if (!isRecord(value) || !isText(value["digest"])) return undefined;
  const { kind, digest } = value;
  const env = listOf(value["env"], (name) => (isText(name) && /^[^=]+$/s.test(name) ? name : undefined));
  const cwd = value["cwd"];
  if (env === undefined || !(cwd === undefined || isText(cwd))) return undefined;
  const base = { env, digest, ...(cwd === undefined ? {} : { cwd }) };
  if (kind === "shell" && hasOnly(value, ["kind", "line", "cwd", "env", "digest"])) {
    return isText(value["line"]) ? { kind, line: value["line"], ...base } : undefined;
  }
  if (kind !== "argv" || !hasOnly(value, ["kind", "steps", "cwd", "env", "digest"])) return undefined;
  const steps = listOf(value["steps"], checkStep);
  return steps === undefined || steps.length === 0 ? undefined : { kind, steps, ...base };
}

function checkStep(value: unknown): PlanStep | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, path } = value;
  const when = whens.find((one) => one === value["when"]);
  if (when === undefined) return undefined;
  if (kind === "chdir" && hasOnly(value, ["kind", "when", "path"])) {
    return isText(path) && path !== "" ? { kind, when, path } : undefined;
  }
  if (kind !== "pipeline" || !hasOnly(value, ["kind", "when", "commands"])) return undefined;
  const commands = listOf(value["commands"], checkCommand);
  const isSized = commands !== undefined && commands.length > 0 && commands.length <= maxPipeline;
  return isSized ? { kind, when, commands } : undefined;
}

const whens: readonly PlanWhen[] = ["always", "success", "failure"];

function checkCommand(value: unknown): PlanCommand | undefined {
  if (!isRecord(value) || !hasOnly(value, ["argv", "redirects"])) return undefined;
  const argv = listOf(value["argv"], (word) => (isText(word) ? word : undefined));
  const redirects = listOf(value["redirects"], checkRedirect);
  return argv?.[0] && redirects ? { argv, redirects } : undefined;
}

function checkRedirect(value: unknown): PlanRedirect | undefined {
  if (!isRecord(value) || !hasOnly(value, ["fd", "to"])) return undefined;
  const { fd, to } = value;
  const isKnown = (fd === 1 || fd === 2) && (to === 1 || to === 2 || to === "null");
  return isKnown ? { fd, to } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && !unsendable.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasOnly(value: Record<string, unknown>, known: readonly string[]): boolean {
  return Object.keys(value).every((key) => known.includes(key));
}

/** Every member checked, or `undefined` when one fails. */
function listOf<T>(value: unknown, check: (member: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const checked: T[] = [];
  for (const member of value) {
    const one = check(member);
    if (one === undefined) return undefined;
    checked.push(one);
  }
  return checked;
}
