import { defaultLimits, type SandboxLimits } from "../limits.ts";
import type { CheckedSpec } from "./check-spec.ts";

/**
 * The settings in which `now` allows less than `before` did, by their names in a {@link SandboxSpec}; another engine, image
 * or user counts as less, since nobody can tell. Empty: what runs by `before` may go on.
 */
export function narrowings(before: CheckedSpec, now: CheckedSpec): readonly string[] {
  const found = new Set<string>();
  if (before.engine !== now.engine && now.engine !== "auto") found.add("engine");
  if (before.image !== now.image && before.engine !== "bubblewrap") found.add("image");
  if (before.network !== now.network && now.network === "none") found.add("network");
  if (before.user.uid !== now.user.uid || before.user.gid !== now.user.gid) found.add("user");
  for (const { source, target, writable } of before.mounts) {
    const kept = now.mounts.some((one) => one.target === target && one.source === source && one.writable >= writable);
    if (!kept) found.add(target === "/agent" ? "workspaceAccess" : target === "/workspace" ? "scope" : "binds");
  }
  for (const name of Object.keys(defaultLimits) as (keyof SandboxLimits)[]) {
    if (now.limits[name] < before.limits[name]) found.add(`limits.${name}`);
  }
  for (const [name, value] of Object.entries(before.env)) {
    if (!Object.hasOwn(now.env, name) || now.env[name] !== value) found.add("env");
  }
  return [...found];
}
