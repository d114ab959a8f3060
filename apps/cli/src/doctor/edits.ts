import {
  type Config,
  type ConfigEdit,
  type ConfigFiles,
  type ConfigWrite,
  createConfigFiles,
  editConfig,
  getPath,
  writeConfigFile,
} from "@moltbot/config";
import { isMoltbotError, MoltbotError } from "@moltbot/core";
import type { Finding } from "@moltbot/doctor";
import type { Context } from "../context.ts";
import { harmless } from "../output/harmless.ts";
import { readConfig } from "../settings.ts";

/** What the fixes of findings make of the config. */
export interface EditPlan {
  /** Those that can be made, in the order in which they are made. */
  readonly edits: readonly ConfigEdit[];
  /** Each as a line with what is there and one with what comes; secrets are masked. */
  readonly diff: readonly string[];
  readonly writes: readonly ConfigWrite[];
}

/** Makes the edits in memory. One that leads to no config is left out, and stays a finding. */
export async function planEdits(context: Context, findings: readonly Finding[]): Promise<EditPlan> {
  const wanted = inOrder(findings.flatMap(({ edit }) => (edit === undefined ? [] : [edit])));
  const none = { edits: [], diff: [], writes: [] };
  if (wanted.length === 0) return none;
  const loaded = await readConfig(context);
  if (!loaded.ok || !loaded.found) return none;
  const { file: main, text } = loaded;
  const now = new Map<string, string>([[main, text]]);
  const before = new Map(now);
  let config: Config = loaded.config;
  const edits: ConfigEdit[] = [];
  const diff: string[] = [];
  for (const edit of wanted) {
    const o = { file: main, env: context.io.env, files: overlaid(createConfigFiles(main), now) };
    const edited = attempt(() => editConfig(now.get(main) ?? text, edit, o));
    if (edited?.ok !== true || edited.after === edited.before) continue;
    const file = edited.file ?? main;
    if (!before.has(file)) before.set(file, edited.before);
    now.set(file, edited.after);
    diff.push(...linesOf(edit, { before: config, after: edited.config, file }));
    edits.push(edit);
    config = edited.config;
  }
  const { checkPolicies } = await import("@moltbot/gateway/policy");
  if (checkPolicies(config).problems.length > 0) return none;
  const changed = [...now].filter(([file, after]) => before.get(file) !== after);
  return { edits, diff, writes: changed.map(([file, after]) => ({ file, before: before.get(file) ?? "", after })) };
}

/**
 * Writes them; what stood there is kept. Gives the names of the copies.
 * @throws MoltbotError as `writeConfigFile` does; of several files it says which were changed before
 */
export async function carryOut({ writes }: EditPlan): Promise<readonly string[]> {
  const copies: string[] = [];
  for (const write of writes) {
    try {
      copies.push((await writeConfigFile(write)) ?? write.file);
    } catch (error) {
      if (copies.length === 0 || !isMoltbotError(error)) throw error;
      const hint = `Changed before that, with what it was in: ${copies.join(", ")}. ${error.hint ?? ""}`.trim();
      throw new MoltbotError(error.code, error.message, { hint, cause: error });
    }
  }
  return copies;
}

/** Each once, settings first; what goes out of a list goes from its end, so that the places of the others hold. */
function inOrder(edits: readonly ConfigEdit[]): readonly ConfigEdit[] {
  const once = [...new Map(edits.map((edit) => [edit.path, edit])).values()];
  const out = once.filter(({ act }) => act === "unset");
  const byPlace = new Intl.Collator("en", { numeric: true });
  return [...once.filter(({ act }) => act === "set"), ...out.toSorted((a, b) => byPlace.compare(b.path, a.path))];
}

function overlaid(files: ConfigFiles, texts: ReadonlyMap<string, string>): ConfigFiles {
  return {
    secret: (reference, from) => files.secret(reference, from),
    include(reference, from) {
      const answer = files.include(reference, from);
      const text = answer.ok ? texts.get(answer.file) : undefined;
      return answer.ok && text !== undefined ? { ...answer, text } : answer;
    },
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isMoltbotError(error)) return undefined;
    throw error;
  }
}

function linesOf(
  { act, path }: ConfigEdit,
  { before, after, file }: { before: Config; after: Config; file: string },
): readonly string[] {
  const valueIn = (config: Config): string => {
    const answer = getPath(config, path);
    return answer.status === "found" ? JSON.stringify(answer.value) : "nothing";
  };
  const line = (mark: string, value: string): string => harmless(`${mark} ${path}: ${value}`);
  const gone = line("-", valueIn(before));
  return [harmless(`  ${file}`), `  ${gone}`, ...(act === "set" ? [`  ${line("+", valueIn(after))}`] : [])];
}

/** Why `--fix` cannot change what is there. */
export function notChanged(cause: unknown): MoltbotError {
  if (isMoltbotError(cause)) return cause;
  return new MoltbotError("unavailable", `a file mode cannot be changed: ${(cause as Error).message}`, {
    hint: "Only the owner of a file can change its mode.",
    cause,
  });
}
