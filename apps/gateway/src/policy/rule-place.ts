import { type Config, getPath, placeFinding } from "@moltbot/config";

/** Where something stands in the config. */
export interface RulePlace {
  /** Canonical, dotted. */
  readonly path: string;
  readonly file?: string;
  /** Absent where the file does not have it. */
  readonly line?: number;
}

/** The place of a setting that the config has. */
export function placeOf(config: Config, path: string): RulePlace | undefined {
  const answer = getPath(config, path);
  if (answer.status === "unknown" || answer.value === null) return undefined;
  const { line } = answer;
  if (line === undefined) return { path };
  const { file } = placeFinding(config, { path, message: "" });
  return { path, ...(file === undefined ? {} : { file }), line };
}

/**
 * The setting that a layer's words about its source mean: `agents.defaults.tools.deny` and an entry of it become
 * `agents.defaults.tools.deny[2]`. Undefined for what is built in.
 */
export function settingOf(config: Config, source: string | undefined, entry?: string): string | undefined {
  // "built in and <path>", "<path>: <profile>"
  const paths = (source ?? "").split(" and ").map((part) => part.replace(/: .*$/, ""));
  const candidates = paths.filter((path) => /^(agents|channels|tools)\b/.test(path));
  const [first] = candidates;
  if (entry === undefined || first === undefined) return first;
  const lists = candidates.flatMap((path) => [path, ...listsBehind(config, path)]);
  for (const path of lists) {
    const index = entriesAt(config, path).findIndex((one) => one.trim() === entry);
    if (index >= 0) return `${path}[${index}]`;
  }
  // Some remarks are about a key of a block, not about an entry of a list.
  return /^\w+$/.test(entry) && placeOf(config, `${first}.${entry}`) ? `${first}.${entry}` : first;
}

/** A profile's name stands for lists elsewhere, and what widens a profile stands beside it. */
function listsBehind(config: Config, path: string): readonly string[] {
  const beside = path.replace(/\.profile(\.\w+)?$/, "");
  if (beside === path) return [];
  const profile = valueAt(config, `${beside}.profile`);
  const scopes = [beside.replace(/\.byProvider.*$/, ""), "agents.defaults.tools"];
  const named = scopes.flatMap((scope) => {
    const profiles = valueAt(config, `${scope}.profiles`);
    const names = typeof profiles === "object" && profiles !== null ? Object.keys(profiles) : [];
    const name = names.find((one) => typeof profile === "string" && sameName(one, profile));
    return name === undefined ? [] : [`${scope}.profiles[${JSON.stringify(name)}]`];
  });
  return [...named.flatMap((one) => [`${one}.allow`, `${one}.deny`]), `${beside}.alsoAllow`];
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function entriesAt(config: Config, path: string): readonly string[] {
  const value = valueAt(config, path);
  return Array.isArray(value) ? value.map(String) : [];
}

function valueAt(config: Config, path: string): unknown {
  const answer = getPath(config, path);
  return answer.status === "found" ? answer.value : undefined;
}
