import { posix } from "node:path";
import type { CommandPlan, PlanCommand } from "@moltbot/command-policy";
import { directories, type Observed, type Ran } from "./bash.ts";
import { failing } from "./names.ts";

/** What must happen when a plan runs and the recorder answers for its programs. */
export interface Expected {
  /** Pipelines in order; the commands of one start in any order. */
  readonly pipelines: readonly (readonly Ran[])[];
  readonly status: number;
  /** A directory is missing, which bash reports. */
  readonly reports: boolean;
}

/** Runs a plan in the head. */
export function expectedOf(plan: CommandPlan): Expected {
  if (plan.kind !== "argv") throw new Error("A line that needs a shell was allowed.");
  const pipelines: Ran[][] = [];
  let status = 0;
  let where = "/";
  let reports = false;
  for (const step of plan.steps) {
    if (step.when === "success" ? status !== 0 : step.when === "failure" && status === 0) continue;
    if (step.kind === "chdir") {
      const to = changed(where, step.path);
      where = to ?? where;
      reports ||= to === undefined;
      status = to === undefined ? 1 : 0;
      continue;
    }
    const last = step.commands.length - 1;
    pipelines.push(
      step.commands.map((command, position) => ranOf(command, position, last, where === "/" ? "" : where)),
    );
    status = failing.has(step.commands[last]?.argv[0] ?? "") ? 1 : 0;
  }
  return { pipelines, status, reports };
}

/** Where `cd` leads; undefined where a directory on the way is missing. */
function changed(from: string, path: string): string | undefined {
  let where = from;
  for (const part of path.split("/")) {
    where = posix.resolve(where, part);
    if (where !== "/" && !directories.includes(where)) return undefined;
  }
  return where;
}

function ranOf({ argv, redirects }: PlanCommand, position: number, last: number, where: string): Ran {
  const streams = [position === 0 ? "n" : "p", position === last ? "o" : "p", "e"];
  for (const { fd, to } of redirects) streams[fd] = to === "null" ? "n" : (streams[to] ?? "");
  return { argv, where, streams: streams.join("") };
}

/** How what bash did differs from what a plan says; empty: not at all. */
export function differences(expected: Expected, observed: Observed): readonly string[] {
  const found: string[] = [];
  const rest = observed.ran.map((one) => JSON.stringify(one));
  const said = expected.pipelines.flatMap((commands) => {
    const group = commands.map((one) => JSON.stringify(one));
    const same = rest.splice(0, group.length).toSorted().join("\n") === group.toSorted().join("\n");
    return same ? [] : group;
  });
  if (said.length > 0 || rest.length > 0) found.push("bash ran other commands");
  if (observed.status !== expected.status) found.push(`bash ended with ${observed.status}, not ${expected.status}`);
  if (observed.files.length > 0) found.push(`bash left ${JSON.stringify(observed.files)}`);
  if (observed.wrote !== "" && !expected.reports) found.push(`bash wrote ${JSON.stringify(observed.wrote)}`);
  return found;
}

/** A disagreement for whoever must find out why. */
export function describeDifference(line: string, expected: Expected, observed: Observed): string {
  return [
    `line: ${JSON.stringify(line)}`,
    `      ${differences(expected, observed).join("; ")}`,
    ...expected.pipelines.map((commands) => `said: ${JSON.stringify(commands)}`),
    ...observed.ran.map((one) => `ran:  ${JSON.stringify(one)}`),
  ].join("\n");
}
