import { type AllowlistEntry, type Rule, readEntry, ruleMatches } from "./entry.ts";
import { riskOf } from "./risk.ts";

/** What became of one entry of the allowlist, for doctor and configuration checks. */
export interface CommandEntryReport {
  /** As written; of something that is not text, its kind. */
  readonly entry: string;
  /** `live`: it allows commands. `risky`: it does, and more than it may seem. `dead`: it allows nothing. */
  readonly status: "live" | "risky" | "dead";
  /** Why it is not simply live, and what to write instead. */
  readonly reason?: string;
  /** What makes it dead; present exactly then. `examples`: its pattern can be used, and what it says about it does not hold. */
  readonly fault?: "pattern" | "examples";
}

/** An allowlist made ready: entries by the program that they name. */
export interface CompiledEntries {
  readonly reports: readonly CommandEntryReport[];
  /** Entries of this program that match, exact ones first. */
  matching(argv: readonly string[]): readonly Rule[];
}

/** Whether a line would be allowed by these rules alone. Passed in, since judging needs rules and rules have examples. */
export type AllowedBy = (line: string, rules: CompiledEntries) => boolean;

/** Reads entries. One that can't be read, or whose examples do not hold, allows nothing and says why. */
export function compileEntries(entries: readonly unknown[], allowedBy: AllowedBy): CompiledEntries {
  const rules: Rule[] = [];
  const reports = entries.map((entry): CommandEntryReport => {
    const { pattern, justification } = partsOf(entry);
    const rule = readEntry(pattern, justification);
    const shown = typeof pattern === "string" ? pattern : `(${entry === null ? "null" : typeof entry})`;
    if (typeof rule === "string") return { entry: shown, status: "dead", reason: rule, fault: "pattern" };
    const broken = brokenExample(entry, rule, allowedBy);
    if (broken !== undefined) return { entry: shown, status: "dead", reason: broken, fault: "examples" };
    rules.push(rule);
    const risk = riskOf(rule);
    return risk === undefined ? { entry: shown, status: "live" } : { entry: shown, ...risk };
  });
  return { reports, ...indexRules(rules) };
}

function partsOf(entry: unknown): { pattern: unknown; justification?: string } {
  if (typeof entry !== "object" || entry === null) return { pattern: entry };
  const { pattern, justification } = entry as { pattern?: unknown; justification?: unknown };
  return { pattern, ...(typeof justification === "string" ? { justification } : {}) };
}

function brokenExample(entry: unknown, rule: Rule, allowedBy: AllowedBy): string | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { match = [], notMatch = [] } = entry as Exclude<AllowlistEntry, string>;
  const alone: CompiledEntries = { reports: [], ...indexRules([rule]) };
  if (!Array.isArray(match) || !Array.isArray(notMatch)) return "match and notMatch must be lists of command lines.";
  for (const line of match) {
    if (!allowedBy(line, alone)) return `Its example "${line}" should be allowed by it and is not.`;
  }
  for (const line of notMatch) {
    if (allowedBy(line, alone)) return `Its example "${line}" should not be allowed by it and is.`;
  }
  return undefined;
}

function indexRules(rules: readonly Rule[]): Pick<CompiledEntries, "matching"> {
  const byName = new Map<string, Rule[]>();
  // An exact entry says more than an open one, a long one more than a short one; equals keep their order.
  const ranked = rules.toSorted((a, b) => Number(a.open) - Number(b.open) || b.words.length - a.words.length);
  for (const rule of ranked) {
    const name = rule.words[0] ?? "";
    byName.set(name, [...(byName.get(name) ?? []), rule]);
  }
  return {
    matching(argv) {
      const candidates = byName.get(argv[0] ?? "") ?? none;
      const [only] = candidates;
      if (candidates.length === 1 && only !== undefined) return ruleMatches(only, argv) ? candidates : none;
      return candidates.filter((rule) => ruleMatches(rule, argv));
    },
  };
}

const none: readonly Rule[] = [];
