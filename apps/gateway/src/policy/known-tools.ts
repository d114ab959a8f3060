import { defaultGroups, defaultPermissions, ownerOnlyTools, subagentDeniedTools } from "@moltbot/tool-policy";

/** Every tool that Moltbot has a name for, whether or not this gateway runs it, in alphabetical order. */
export const knownTools: readonly string[] = [
  ...new Set([
    ...Object.values(defaultGroups).flat(),
    ...Object.values(defaultPermissions).flat(),
    ...ownerOnlyTools,
    ...subagentDeniedTools,
  ]),
]
  .filter((name) => !name.includes("*"))
  .sort();
