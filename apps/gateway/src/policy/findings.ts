import {
  type Config,
  type ConfigProblem,
  type ConfigWarning,
  placeFinding,
  type SettingFinding,
} from "@moltbot/config";

/** What a config means for policies, beyond what its schema can say. */
export interface PolicyFindings {
  /** With any of these nothing can be decided: the gateway does not start. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigWarning[];
}

/** Where checks put what they find; the same finding counts once. */
export interface Findings {
  problem(finding: SettingFinding): void;
  warning(id: string, finding: SettingFinding): void;
  /** In the order of the file. */
  done(): PolicyFindings;
}

/** Findings at their places in the file of this very config. */
export function createFindings(config: Config): Findings {
  const seen = new Set<string>();
  const problems: ConfigProblem[] = [];
  const warnings: ConfigWarning[] = [];
  const isNew = ({ path, message }: SettingFinding): boolean => {
    const key = JSON.stringify([path, message]);
    return !seen.has(key) && seen.add(key) !== undefined;
  };
  return {
    problem(finding) {
      if (isNew(finding)) problems.push(placeFinding(config, finding));
    },
    warning(id, finding) {
      if (isNew(finding)) warnings.push({ ...placeFinding(config, finding), id, level: "warning" });
    },
    done: () => ({ problems: inOrder(problems), warnings: inOrder(warnings) }),
  };
}

function inOrder<T extends ConfigProblem>(list: readonly T[]): readonly T[] {
  return list.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
