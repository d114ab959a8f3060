import type { Moves } from "./normalise/moves.ts";
import type { Placer } from "./place.ts";
import type { Path } from "./problem.ts";
import type { Config } from "./schema/config.ts";
import type { FilledTexts } from "./text/documents.ts";
import type { Filling } from "./text/environment.ts";
import type { Tree } from "./text/tree.ts";

/** Where a configuration came from. */
export interface Source {
  /** The normalised tree, before secrets were wrapped. */
  readonly tree: Tree;
  readonly moves: Moves;
  readonly placer: Placer;
  /** Name of the file, where it has one. */
  readonly file?: string;
  /** What it names besides: included files and secrets. */
  readonly named: ReadonlySet<string>;
  /** Texts that it holds and that stand in no file as they are. */
  readonly filledTexts: FilledTexts;
  /** The variable or file that a value comes from, by canonical path; undefined: it is written as it is. */
  filledBy(path: Path): Filling | undefined;
}

// Beside the configuration, not in it: a Config stays plain data.
const sources = new WeakMap<Config, Source>();

/** Keeps the source of a configuration. */
export function rememberSource(config: Config, source: Source): void {
  sources.set(config, source);
}

/** The source of exactly this object; a copy has none. */
export function sourceOf(config: Config): Source | undefined {
  return sources.get(config);
}

/** Path of the file that exactly this configuration was read from; a copy has none. */
export function configFile(config: Config): string | undefined {
  return sources.get(config)?.file;
}

/** Every file that exactly this configuration rests on: its own, those that it includes, and those that hold its secrets. */
export function configFiles(config: Config): readonly string[] {
  const source = sources.get(config);
  return source === undefined ? [] : [...(source.file === undefined ? [] : [source.file]), ...source.named];
}
