import { guardEnvironment } from "../plan/guard-environment.ts";

/** The variable that marks every process of a run, so that the strays are found. */
export const markName = "MOLTBOT_RUN";

/** Variables of a program: the guards, those that the plan names and the host offers, `PATH`, and the mark of the run. */
export type ChildEnvironment = Record<string, string | undefined>;

/** Builds it; the name of the variable whose value cannot be passed on otherwise. */
export function childEnvironment(
  names: readonly string[],
  offered: Readonly<Record<string, string | undefined>>,
  fixed: { readonly path: string; readonly mark: string },
): ChildEnvironment | { readonly bad: string } {
  // Node adds this variable by itself to whatever does not have it.
  const env = Object.assign(Object.create(null) as ChildEnvironment, { NODE_V8_COVERAGE: undefined }, guardEnvironment);
  for (const name of names) {
    const value: unknown = Object.hasOwn(offered, name) ? offered[name] : undefined;
    if (value === undefined) continue;
    if (typeof value !== "string" || value.includes("\0")) return { bad: name };
    env[name] = value;
  }
  env["PATH"] = fixed.path;
  env[markName] = fixed.mark;
  return env;
}
