import { createHash } from "node:crypto";
import { type Config, type ConfigProblem, type ConfigWarning, loadConfigFile, policyVersion } from "@moltbot/config";
import { isMoltbotError, messageOf } from "@moltbot/core";
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
  | {
      readonly ok: false;
      readonly kind: RefusalKind;
      readonly because: string;
      /** Problems and findings with their places, where there are any. */
      readonly places: readonly Place[];
    }
);

interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

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
      const because = sentence(loaded.problems);
      return { ...refused("unusable", because, loaded.problems), files, found, mark: markOf([...content, because]) };
    }
    const { config, warnings } = loaded;
    const refusal = refusalOf(config);
    if (refusal !== undefined) return { ...refusal, files, found, mark: markOf([...content, refusal.because]) };
    const all = [...warnings, ...checkPolicies(config).warnings];
    return { ok: true, config, warnings: all, files, found, mark: markOf([...content, policyVersion(config)]) };
  } catch (error) {
    const because = messageOf(error);
    return { ...refused("unreadable", because), files: [source.file], found: false, mark: markOf([because]) };
  }
}

type Refused = Pick<ConfigReading & { ok: false }, "ok" | "kind" | "because" | "places">;

/** Why a start with it would be refused; both checks are those of the start. */
function refusalOf(config: Config): Refused | undefined {
  const checks: readonly (readonly [RefusalKind, (config: Config) => void])[] = [
    ["unusable", refuseUnusable],
    ["dangerous", refuseDangerous],
  ];
  for (const [kind, check] of checks) {
    try {
      check(config);
    } catch (error) {
      if (!isMoltbotError(error)) throw error;
      // Said of a start; here one goes on.
      const because = error.message.replace(", so the gateway does not start", "");
      return refused(kind, because, placesIn(error.data));
    }
  }
  return undefined;
}

function placesIn(data: Readonly<Record<string, unknown>> | undefined): readonly Place[] {
  const found: unknown = data?.["problems"] ?? data?.["findings"];
  return Array.isArray(found) ? (found as Place[]) : [];
}

function refused(kind: RefusalKind, because: string, places: readonly Place[] = []): Refused {
  return { ok: false, kind, because, places };
}

/** The first problem in one line, and how many more there are. */
function sentence(problems: readonly ConfigProblem[]): string {
  const [first] = problems;
  if (first === undefined) return "it cannot be used";
  const { file, line, path, message, suggestion } = first;
  const meant = suggestion === undefined ? "" : ` (did you mean "${suggestion}"?)`;
  const more = problems.length === 1 ? "" : ` and ${problems.length - 1} more`;
  return `${file === undefined ? "" : `${file}:${line} `}${path === "" ? "" : `${path}: `}${message}${meant}${more}`;
}

function markOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
