import { createHash } from "node:crypto";
import { type Config, type ConfigProblem, type ConfigWarning, loadConfigFile, policyVersion } from "@moltbot/config";
import { isMoltbotError, messageOf } from "@moltbot/core";
import type { Finding } from "@moltbot/doctor";
import { checkPolicies, refuseUnusable } from "../policy/check.ts";
import { refuseDangerous } from "../policy/refuse-dangerous.ts";

/** Where the config is read again from. */
export interface ConfigSource {
  readonly file: string;
  /** Whether somebody named that file: then it must exist. */
  readonly explicit: boolean;
  /** Variables that it may name. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Why a config is not taken over. */
export type RefusalKind = "unreadable" | "unusable" | "dangerous";

/** One reason, at its place. */
export interface RefusedPart {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  readonly message: string;
  readonly suggestion?: string;
  /** Of a dangerous finding: what `acknowledge` would name. */
  readonly id?: string;
}

/** Why this one is not. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** The first part in one line, and how many more there are. */
  readonly because: string;
  readonly parts: readonly RefusedPart[];
}

/** What reading it led to. */
export type ConfigReading = {
  /** Every file that was looked at, the main one first. */
  readonly files: readonly string[];
  /** The same for the same content. */
  readonly mark: string;
  /** Whether the main file is there. */
  readonly found: boolean;
} & (
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigWarning[] }
  | { readonly ok: false; readonly refusal: Refusal }
);

/**
 * Reads the config as a start would, with every reason that a start has to refuse it (SPEC R9.7). `wasFound`: a file that
 * was there and is gone is a mistake, and never means the defaults. Never throws.
 */
export async function readConfigSource(source: ConfigSource, wasFound: boolean): Promise<ConfigReading> {
  try {
    const { file, explicit, env } = source;
    const loaded = await loadConfigFile(file, { explicit: explicit || wasFound, env });
    const content = [...loaded.texts].map(([name, text]) => `${name}\n${text}`);
    const { files, found } = loaded;
    if (!loaded.ok) {
      const refusal = refusalOf("unusable", loaded.problems);
      return { ok: false, refusal, files, found, mark: markOf([...content, refusal.because]) };
    }
    const { config, warnings } = loaded;
    const refusal = startRefusal(config);
    if (refusal !== undefined) return { ok: false, refusal, files, found, mark: markOf([...content, refusal.because]) };
    const all = [...warnings, ...checkPolicies(config).warnings];
    return { ok: true, config, warnings: all, files, found, mark: markOf([...content, policyVersion(config)]) };
  } catch (error) {
    const refusal = refusalOf("unreadable", [{ message: messageOf(error) }]);
    return { ok: false, refusal, files: [source.file], found: false, mark: markOf([refusal.because]) };
  }
}

/** Why a start with it would be refused; both checks are those of the start. */
function startRefusal(config: Config): Refusal | undefined {
  const checks: readonly (readonly [RefusalKind, (config: Config) => void])[] = [
    ["unusable", refuseUnusable],
    ["dangerous", refuseDangerous],
  ];
  for (const [kind, check] of checks) {
    try {
      check(config);
    } catch (error) {
      if (!isMoltbotError(error)) throw error;
      const parts = partsIn(error.data);
      return refusalOf(kind, parts.length === 0 ? [{ message: error.message }] : parts);
    }
  }
  return undefined;
}

/** What the two checks put into their errors. */
function partsIn(data: Readonly<Record<string, unknown>> | undefined): readonly RefusedPart[] {
  const problems = data?.["problems"] as readonly ConfigProblem[] | undefined;
  const findings = data?.["findings"] as readonly Finding[] | undefined;
  return (
    problems ??
    findings?.map(({ id, detail, file, line, path }) => ({
      id,
      message: detail,
      ...({ file, line, path } as Partial<RefusedPart>),
    })) ??
    []
  );
}

function refusalOf(kind: RefusalKind, parts: readonly RefusedPart[]): Refusal {
  const [first] = parts;
  const more = parts.length < 2 ? "" : ` and ${parts.length - 1} more`;
  return { kind, because: `${first === undefined ? "it cannot be used" : partText(first)}${more}`, parts };
}

/** `file:line path: what (did you mean "this"?)`. */
function partText({ file, line, path, message, suggestion, id }: RefusedPart): string {
  const meant = suggestion === undefined ? "" : ` (did you mean "${suggestion}"?)`;
  const place = file === undefined ? "" : `${file}:${line ?? 1} `;
  const name = id === undefined ? "" : ` [${id}]`;
  return `${place}${path === undefined || path === "" ? "" : `${path}: `}${message}${meant}${name}`;
}

function markOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
